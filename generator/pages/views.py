"""Every view and its builder, in one place for those who plan a site."""

from __future__ import annotations

from generator.pages.achievement import AchievementView, achievement_view
from generator.pages.award import AwardView, award_view
from generator.pages.catalogue import CatalogueView, HomeView, catalogue_view, home_view
from generator.pages.people import EarnersView, ProfileEntry, ProfileView, earners_view, groups_view, profile_view
from generator.pages.plain import EmbedView, NotFoundView, VerifyView, embed_view, not_found_view, verify_view
from generator.pages.privacy import PrivacyView, privacy_view
from generator.pages.retired import RetiredView, retired_view
from generator.pages.skillpages import SkillsView, SkillView, by_skill, skill_name, skill_view, skills_view
from generator.pages.support import SupportView, support_view
from generator.pages.written import WrittenView, written_view

View = (
    HomeView
    | CatalogueView
    | AchievementView
    | AwardView
    | ProfileView
    | EarnersView
    | SkillView
    | SkillsView
    | RetiredView
    | VerifyView
    | EmbedView
    | NotFoundView
    | WrittenView
    | SupportView
    | PrivacyView
)

__all__ = [
    "AchievementView",
    "AwardView",
    "CatalogueView",
    "EarnersView",
    "EmbedView",
    "HomeView",
    "NotFoundView",
    "PrivacyView",
    "ProfileEntry",
    "ProfileView",
    "RetiredView",
    "SkillView",
    "SkillsView",
    "SupportView",
    "VerifyView",
    "View",
    "WrittenView",
    "achievement_view",
    "award_view",
    "by_skill",
    "catalogue_view",
    "earners_view",
    "embed_view",
    "groups_view",
    "home_view",
    "not_found_view",
    "privacy_view",
    "profile_view",
    "retired_view",
    "skill_name",
    "skill_view",
    "skills_view",
    "support_view",
    "verify_view",
    "written_view",
]
