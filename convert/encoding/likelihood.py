"""Say how likely a text is, character by character, in each of a few scripts.

Natural logarithms of rough character frequencies: enough to tell which of several readings of the same bytes is
text, useless for anything finer. All readings explain the same bytes, so their sums can be compared as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import partial
from math import log
from typing import Literal

Script = Literal["han", "latin", "cyrillic", "greek", "japanese", "korean"]
SCRIPTS: tuple[Script, ...] = ("han", "latin", "cyrillic", "greek", "japanese", "korean")

COMMON = (
    "政公信开息一行年数结不第人理他其府请项申本果和量二条是三有法处情计于中了复在的国大内总要关上机正务作为四况件收这容业事诉十出度议定会制属部未到新以工后主分办个之性地规区发来对我动全下时家加起等重成自可"
    "类提持方无予过民审报经费生维道现五决求位尚学当或进形及用文说子安组纠然确也同们六转就体明没织由合目得能表服门构长相面单外只实讼天日高强律市已平保供多元着你期化物系金益管通社力里程据网建接产科都而止小好"
    "代心万意范增直权所那还去取答前北举如与许商员问军名月认种反次查具需点各知补水研从共列采两应企护效站执八么依投罚额山密再将头统设西续回入案南减又任告购常院七手此看立题者城章间见但最访东口级委版布另获想继"
    "些展按更受掌解把她领仍因稳电战使集秘资海式导专场勾向称并省号原危改被稽台卷武握治样利比华身指标老教路询特石江传责汉格美世湖真党流马先州交气步算基职活品义声完话运王禁很质众至县首准调今队打别己术照它局少"
    "儿司太便做历线女变支几例风存命米给废书清落张九技才色字推放河群师走达族联京逾济断监听白言光整论什空边型证百神记否根严广何黄选识斯车积却造际干界花极眼考备兵带参令农古每态即非阳深难升督读户史究约土官住近"
    "包林思必营较死纳游批切热皇校境团编德叫争李连感训笑革财亲该示千始英段函克士负核尔置则让拉限足朝图红龙价往器施培周育亚防候功快环视率创火善宋精围街影装料半象吃室留观障微鱼预均村像检源帝般黑语注累远居随划"
    "策附宁志势片值占缴夫协望满低试宗股铁双验引优派速怎序乡节爱响纪征早习病越款失且觉左层域谈除乐显初紧青排飞余球察兴药虽消客易轻印甚评击曾宝跟央待离坚罗括适素副富食急独突巴洲镇星涉木承招促助停够免底宫房音"
    "致斗差倒降细若故演桥模仅胜右杀席破杨宣闻须父状送销似银潭配修找终血旅钱赛玉冲厅医毛尽脸弹楼艺航陆份草攻写苏错阿抗媒弟坐录载封劳互养陈喜卫射哥油刻挥板念云伤含抓景简拿绝阶座页刘刚普害渠亿沙宜母酒码充超辑"
    "综压警材略测竟香良藏敌呢兰移温园树波哪词岛怕博皮味角辖署男谁船块追惊夏田久著画班奇尼剑吧背索孩礼练脚愿洋春架筑邮晚乱乎讲友召临激刀夜既敢邦昌络胡拨判欧福港叶苦透担句岁荆贵娘守归威衣帮堂健剧欢遗孙呼顶阵"
)
"""The 900 most common characters of Chinese prose and official reports, most common first."""

TRADITIONAL = (
    "开開数數结結请請项項条條处處计計于於复復国國内內总總关關机機务務为爲况況这這业業诉訴议議会會属屬后後办辦个個规規区區发發来來对對动動时時类類无無过過审審报報经經费費维維现現决決学學当當进進说說组組纠糾"
    "确確们們转轉体體没沒织織门門构構长長单單实實讼訟强強里裏据據网網产產万萬范範权權还還举舉与與许許员員问問军軍认認种種点點补補从從采採两兩应應护護执執么麼罚罰额額将將头頭统統设設续續减減购購题題间間见見"
    "访訪东東级級获獲继繼领領稳穩电電战戰秘祕资資导導专專场場称稱并並号號台臺样樣华華标標询詢传傳责責汉漢党黨马馬气氣职職义義声聲话話运運质質众衆县縣准準调調队隊别別术術儿兒历歷线線变變几幾风風给給废廢书書"
    "张張群羣师師达達联聯济濟断斷监監听聽论論边邊证證记記严嚴广廣黄黃选選识識车車积積却卻际際干幹极極备備带帶参參农農态態阳陽难難读讀户戶约約营營较較纳納游遊热熱团團编編争爭连連训訓财財亲親该該负負尔爾则則"
    "让讓图圖红紅龙龍价價亚亞环環视視创創围圍装裝吃喫观觀鱼魚预預检檢语語远遠随隨划劃宁寧势勢占佔缴繳协協满滿试試铁鐵双雙验驗优優乡鄉节節爱愛响響纪紀征徵习習觉覺层層谈談乐樂显顯紧緊飞飛余餘兴興药藥虽雖轻輕"
    "评評击擊宝寶离離坚堅罗羅适適独獨镇鎮够夠宫宮斗鬥细細桥橋仅僅胜勝杀殺杨楊闻聞须須状狀销銷银銀终終钱錢赛賽冲衝厅廳医醫尽盡脸臉弹彈楼樓艺藝陆陸写寫苏蘇错錯录錄载載劳勞养養陈陳卫衛挥揮云雲伤傷简簡绝絕阶階"
    "页頁刘劉刚剛亿億码碼辑輯综綜压壓测測敌敵兰蘭温溫园園树樹词詞岛島辖轄谁誰块塊惊驚画畫剑劍礼禮练練脚腳愿願筑築邮郵乱亂讲講临臨络絡拨撥欧歐叶葉担擔岁歲荆荊贵貴归歸帮幫剧劇欢歡遗遺孙孫顶頂阵陣"
)
"""Pairs: a character of COMMON and its traditional form, where they differ."""

HANGUL = "이다는의에을가고를하지은로한기도서사자인시어나대리아그정전부수일해있있들과보게주국공성상제여동년장니라원면"
"""The most common syllables of Korean."""

REPLACEMENT = "\ufffd"
NOISE = -18.0
"""Control and private characters and code points that mean nothing: hardly ever in a text."""
REPLACED = -12.0
STRANGE = -14.0
"""A character of a script that does not belong here."""

_SEAMS = re.compile(
    "(?<=[a-zA-Z])[\u0370-\u052f\u3400-\u9fff\uac00-\ud7a3]|[\u0370-\u052f\u3400-\u9fff\uac00-\ud7a3](?=[a-z])"
)
_SEAM: dict[Script, float] = {"han": -2.0, "cyrillic": -6.0, "greek": -6.0, "japanese": -2.0, "korean": -2.0}
"""What it costs when a letter of this script touches an ASCII letter: accented letters do, others hardly."""
_TITLE_MARKS = set("〈〉《》")
"""U+3008 to U+300B: what digits and line ends look like when they are read as UTF-16."""
_PUNCTUATION = set("　、。「」『』【】〔〕（），．：；？！％—…‘’“”·～／")
_ACCENTED = set("àáâãäåæçèéêëíîïñóôõöøúûüœß")
_TYPOGRAPHIC = set("‘’“”„–—…«»°§©®·€£¿¡№×±²³½\xa0")


def _ascii(code: int) -> float:
    if code in (0x09, 0x0A, 0x0D, 0x20):
        return -3.0
    if 0x30 <= code <= 0x39:
        return -3.2
    if 0x61 <= code <= 0x7A:
        return -4.5
    return -5.2 if 0x20 < code < 0x7F else NOISE


def _is_han(code: int) -> bool:
    return 0x4E00 <= code <= 0x9FFF or code == 0x3007


def _rare_han(char: str) -> float:
    """Weigh a Han character outside the common ones by the standard lists that hold it."""
    try:
        if char.encode("gb2312")[0] < 0xD8:
            return -10.5
    except UnicodeEncodeError:
        pass
    try:
        if char.encode("big5")[0] < 0xC7:
            return -11.5
    except UnicodeEncodeError:
        return STRANGE
    return -13.0


def _han(char: str, code: int) -> float:
    if _is_han(code):
        return _rare_han(char)
    if char in _PUNCTUATION:
        return -5.0
    if char in _TITLE_MARKS:
        return -7.5
    if char == "\xa0":
        return -6.0
    if 0x2500 <= code <= 0x257F:
        return -7.5
    if 0xFF01 <= code <= 0xFF5E or 0x3000 <= code <= 0x303F or 0x2010 <= code <= 0x27BF:
        return -9.0
    if char in _TYPOGRAPHIC:
        return -9.5
    return -12.0 if code < 0x3100 else STRANGE


def _latin(char: str, code: int) -> float:
    if 0xC0 <= code <= 0x24F and char.isalpha():
        return -6.0 if char in _ACCENTED else -10.0
    return -8.0 if char in _TYPOGRAPHIC else STRANGE


def _alphabet(char: str, code: int, first: int, last: int, common: str) -> float:
    if first <= code <= last and char.isalpha():
        return -6.5 if char.isupper() else -3.0 if char in common else -4.8
    return -8.0 if char in _TYPOGRAPHIC else STRANGE


def _japanese(char: str, code: int) -> float:
    if 0x3041 <= code <= 0x3096:
        return -4.2
    if 0x30A1 <= code <= 0x30FC:
        return -5.5
    if _is_han(code):
        return -11.5
    return -5.0 if char in _PUNCTUATION else -12.0 if 0xFF61 <= code <= 0xFF9F else STRANGE


def _korean(char: str, code: int) -> float:
    if 0xAC00 <= code <= 0xD7A3:
        return -4.6 if char in HANGUL else -7.5
    return -8.0 if char in _TYPOGRAPHIC or char in _PUNCTUATION else STRANGE


_RULES: dict[Script, Callable[[str, int], float]] = {
    "han": _han,
    "latin": _latin,
    "cyrillic": partial(_alphabet, first=0x400, last=0x45F, common="оеаинтсрвлкмдпуя"),
    "greek": partial(_alphabet, first=0x384, last=0x3CE, common="αοιετσνηυρπκμλςωά"),
    "japanese": _japanese,
    "korean": _korean,
}


class _Weights(dict[str, float]):
    """Character → logarithm of its frequency in a script, worked out when it is first met."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self._rule = _RULES[script]
        self[REPLACEMENT] = REPLACED
        if script == "han":
            for rank, char in enumerate(COMMON):
                self[char] = -0.1 - 1.3 * log(rank + 20)
            for simplified, traditional in zip(TRADITIONAL[::2], TRADITIONAL[1::2], strict=True):
                self[traditional] = self[simplified]

    def __missing__(self, char: str) -> float:
        code = ord(char)
        if code < 0x80:
            weight = _ascii(code)
        elif unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs"):
            weight = NOISE
        else:
            weight = self._rule(char, code)
        self[char] = weight
        return weight


_weights: dict[Script, _Weights] = {}


def weights(script: Script) -> dict[str, float]:
    """Give the table of a script: indexing it with any character gives that character's weight."""
    if script not in _weights:
        _weights[script] = _Weights(script)
    return _weights[script]


def likelihood(text: str, script: Script) -> float:
    """Sum the logarithms of the frequencies of a text's characters, less for words of two scripts."""
    table = weights(script)
    return sum(count * table[char] for char, count in Counter(text).items()) + _seams(text, script)


def _seams(text: str, script: Script) -> float:
    return _SEAM[script] * len(_SEAMS.findall(text)) if script in _SEAM else 0.0


def best_script(text: str, scripts: tuple[Script, ...] = SCRIPTS) -> tuple[float, Script]:
    """Give the likelihood of a text in the script that suits it best, and that script."""
    counts = Counter(text)
    best: tuple[float, Script] = (float("-inf"), "han")
    for script in scripts:
        table = weights(script)
        score = sum(count * table[char] for char, count in counts.items()) + _seams(text, script)
        if score > best[0]:
            best = (score, script)
    return best


def foreign_mean(text: str, script: Script) -> tuple[float, int]:
    """Give the mean weight of the characters beyond ASCII, and how many there are."""
    table = weights(script)
    beyond = [(char, count) for char, count in Counter(text).items() if char > "\x7f"]
    total = sum(count for _, count in beyond)
    return (sum(count * table[char] for char, count in beyond) / total if total else 0.0), total
