"""Ten thousand invented earners with names of many kinds, for the list of earners and its search."""

from __future__ import annotations

import random
import string

from generator.model import Earner
from generator.pages.directory import slug_of
from tests.pages.sample import make_earner

MANY = 10_000
FAMILIES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 王 李 张 刘 陈 杨 黄 赵 吳 周 歐陽 司馬"
GIVEN = "花子 太郎 美咲 健一 陽菜 蓮 小明 建国 淑芬 志豪 雅婷 家豪 伟 芳 秀英 敏 静 丽 强 磊 军 洋 勇 艳"
STARTS = "B Br C Ch D F G Gr H J K Kl L M N P R S St T V"


def many_earners(count: int = MANY) -> list[Earner]:
    """Invented people: three quarters with Latin names of many letters, some with accents; a quarter from East Asia."""
    chance = random.Random(20261121)
    families, given, starts = FAMILIES.split(), GIVEN.split(), STARTS.split()
    middles = ["a", "e", "i", "o", "u", "é", "ö", "ar", "en", "in", "ol", "un", "ai", "ie"]
    ends = ["bert", "dan", "ford", "ková", "lin", "mann", "ñez", "rov", "son", "ster", "ton", "vić", "wood", "y", "zen"]
    surnames = [
        chance.choice(starts) + "".join(chance.choices(middles, k=chance.randint(1, 2))) + chance.choice(ends)
        for _ in range(3_000)
    ]
    firsts = [
        chance.choice(starts) + "".join(chance.choices(middles, k=2)) + chance.choice("nmlras") for _ in range(800)
    ]
    found, used = [], set()
    for number in range(count):
        name = f"{chance.choice(firsts)} {chance.choice(surnames)}"
        handle = slug_of(name)
        if number % 4 == 0:
            name, handle = chance.choice(families) + chance.choice(given), f"e{chance.getrandbits(40):010x}"
        while handle in used:
            handle += chance.choice(string.digits)
        used.add(handle)
        found.append(make_earner(f"e{number}", name=name, handle=handle, language="ja" if number % 4 == 0 else "en"))
    found[7] = make_earner("e7", name="Zoë Quillfeather-Ødegård", handle="zoe-q")
    found[8] = make_earner("e8", name="東海林 さくら", handle="tokairin", language="ja")
    return found
