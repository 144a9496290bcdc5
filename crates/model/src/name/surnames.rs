//! Family names: compound ones, those with readings of their own, and the common ones.

/// Compound family names with their readings, in simplified characters.
#[rustfmt::skip]
pub(super) const COMPOUND: [(&str, &str); 82] = [
    ("爱新觉罗", "ai xin jue luo"), ("叶赫那拉", "ye he na la"),
    ("欧阳", "ou yang"), ("太史", "tai shi"), ("端木", "duan mu"), ("上官", "shang guan"), ("司马", "si ma"),
    ("东方", "dong fang"), ("独孤", "du gu"), ("南宫", "nan gong"), ("万俟", "mo qi"), ("闻人", "wen ren"),
    ("夏侯", "xia hou"), ("诸葛", "zhu ge"), ("尉迟", "yu chi"), ("公羊", "gong yang"), ("赫连", "he lian"),
    ("澹台", "tan tai"), ("皇甫", "huang fu"), ("宗政", "zong zheng"), ("濮阳", "pu yang"), ("公冶", "gong ye"),
    ("太叔", "tai shu"), ("申屠", "shen tu"), ("公孙", "gong sun"), ("慕容", "mu rong"), ("仲孙", "zhong sun"),
    ("钟离", "zhong li"), ("长孙", "zhang sun"), ("宇文", "yu wen"), ("司徒", "si tu"), ("鲜于", "xian yu"),
    ("司空", "si kong"), ("闾丘", "lv qiu"), ("子车", "zi ju"), ("亓官", "qi guan"), ("司寇", "si kou"),
    ("巫马", "wu ma"), ("公西", "gong xi"), ("颛孙", "zhuan sun"), ("壤驷", "rang si"), ("公良", "gong liang"),
    ("漆雕", "qi diao"), ("乐正", "yue zheng"), ("宰父", "zai fu"), ("谷梁", "gu liang"), ("拓跋", "tuo ba"),
    ("夹谷", "jia gu"), ("轩辕", "xuan yuan"), ("令狐", "ling hu"), ("段干", "duan gan"), ("百里", "bai li"),
    ("呼延", "hu yan"), ("东郭", "dong guo"), ("南门", "nan men"), ("羊舌", "yang she"), ("微生", "wei sheng"),
    ("梁丘", "liang qiu"), ("左丘", "zuo qiu"), ("东门", "dong men"), ("西门", "xi men"), ("第五", "di wu"),
    ("南荣", "nan rong"), ("单于", "chan yu"), ("仲长", "zhong chang"), ("即墨", "ji mo"), ("达奚", "da xi"),
    ("褚师", "chu shi"), ("纳兰", "na lan"), ("完颜", "wan yan"), ("富察", "fu cha"), ("佟佳", "tong jia"),
    ("贺兰", "he lan"), ("贺若", "he ruo"), ("斛律", "hu lv"), ("屈突", "qu tu"), ("耶律", "ye lv"),
    ("哥舒", "ge shu"), ("淳于", "chun yu"), ("公输", "gong shu"), ("侯莫陈", "hou mo chen"), ("那拉", "na la"),
];

/// Single family names that are read otherwise than their character mostly is.
#[rustfmt::skip]
pub(super) const READINGS: [(char, &str); 64] = [
    ('曾', "zeng"), ('单', "shan"), ('仇', "qiu"), ('解', "xie"), ('区', "ou"), ('查', "zha"), ('朴', "piao"), ('任', "ren"),
    ('华', "hua"), ('冼', "xian"), ('洗', "xian"), ('盖', "ge"), ('覃', "qin"), ('缪', "miao"), ('种', "chong"), ('重', "chong"),
    ('乐', "yue"), ('员', "yun"), ('贠', "yun"), ('召', "shao"), ('秘', "bi"), ('折', "she"), ('黑', "he"), ('逄', "pang"),
    ('隗', "wei"), ('翟', "zhai"), ('能', "nai"), ('钭', "tou"), ('哈', "ha"), ('盛', "sheng"), ('晟', "cheng"), ('宁', "ning"),
    ('应', "ying"), ('牟', "mu"), ('车', "che"), ('燕', "yan"), ('纪', "ji"), ('那', "na"), ('谌', "chen"), ('柏', "bai"),
    ('薄', "bo"), ('郇', "xun"), ('郗', "xi"), ('宓', "mi"), ('佴', "nai"), ('祭', "zhai"), ('繁', "po"), ('句', "gou"),
    ('石', "shi"), ('沈', "shen"), ('俞', "yu"), ('都', "du"), ('角', "jue"), ('隽', "juan"), ('呙', "guo"), ('粘', "nian"),
    ('葛', "ge"), ('贾', "jia"), ('尉', "wei"), ('占', "zhan"), ('便', "pian"), ('费', "fei"), ('万', "wan"), ('藏', "zang"),
];

/// The commonest single family names.
pub(super) const COMMON: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪倪柯凌温颜翟童骆伍窦申葛安牛齐鲍左梅管岳涂祁俞包兰关路詹欧游辛池司裴芦霍卓毕柳冉佘耿饶华柴舒成阮符尤房翁聂单盛甄滕殷冼";

/// Korean family names of two syllables.
pub(super) const KOREAN_COMPOUND: [&str; 7] = ["남궁", "황보", "제갈", "선우", "독고", "사공", "서문"];
