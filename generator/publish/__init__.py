"""Publishing: a built site to where people find it, so that no page ever leads to something that is not there."""
