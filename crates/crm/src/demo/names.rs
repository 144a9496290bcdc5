//! Common names by language, for the invented people of the demo company. Ordinary names that many people share.

/// Names of one language: families, women, men.
pub struct Names {
    pub families: &'static [&'static str],
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
}

#[rustfmt::skip]
pub const CHINESE: Names = Names {
    families: &[
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢",
        "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏", "魏", "程",
        "吕", "丁", "沈", "任", "姚", "卢", "傅", "钟", "崔", "汪", "范", "陆", "廖", "单", "欧阳", "司马", "诸葛", "上官",
    ],
    women: &[
        "芳", "秀英", "敏", "静", "丽", "娜", "娟", "艳", "霞", "秀兰", "玲", "桂英", "丹", "萍", "红", "玉兰", "燕", "雪梅", "婷", "慧",
        "雅琪", "思雨", "梦洁", "欣怡", "佳慧", "晓彤", "诗涵", "雨桐", "语嫣", "若曦", "子涵", "梓萱", "一诺", "可欣", "文静", "晓燕",
    ],
    men: &[
        "伟", "强", "磊", "军", "勇", "杰", "涛", "超", "明", "刚", "平", "辉", "鹏", "华", "飞", "鑫", "波", "斌", "宇", "浩", "建国",
        "志强", "志明", "俊杰", "浩然", "子轩", "宇轩", "梓豪", "天宇", "嘉豪", "文博", "博文", "建华", "国强", "小龙", "晓东", "家辉",
    ],
};

#[rustfmt::skip]
const ENGLISH: Names = Names {
    families: &[
        "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright", "Thompson", "Evans", "Walker",
        "White", "Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke", "Harris", "Lewis", "Turner", "Hill", "Cooper", "Ward", "Morris",
        "Moore", "Clark", "Lee", "King", "Baker", "Harrison", "Morgan", "Allen", "James", "Scott", "Phillips", "Watson", "Davis", "Parker",
        "Price", "Bennett", "Young", "Griffiths", "Mitchell", "Kelly", "Cook", "Carter", "Richardson", "Bailey", "Collins", "Bell", "Shaw",
        "Murphy", "Miller", "Cox", "Marshall", "Simpson", "Anderson", "Ellis", "Adams", "Foster", "Mason", "Chapman", "Webb", "Rogers",
        "Hunt", "Mills", "Holmes", "Palmer", "Knight", "Barnes", "Stevens", "Fisher", "Dixon", "Butler", "Russell", "Fletcher", "Graham",
    ],
    women: &[
        "Olivia", "Amelia", "Emily", "Isla", "Ava", "Jessica", "Sophie", "Grace", "Lucy", "Hannah", "Charlotte", "Chloe", "Ella", "Alice",
        "Ruby", "Rebecca", "Laura", "Sarah", "Emma", "Rachel", "Helen", "Karen", "Julie", "Susan", "Margaret", "Nicola", "Claire", "Joanne",
        "Victoria", "Elizabeth", "Catherine", "Anna", "Molly", "Megan", "Eleanor", "Harriet", "Rosie", "Florence", "Ellen", "Zoe",
    ],
    men: &[
        "Oliver", "Jack", "Harry", "George", "Noah", "Charlie", "Jacob", "Alfie", "Thomas", "James", "William", "Joshua", "Daniel", "Henry",
        "Samuel", "Joseph", "Edward", "Matthew", "David", "Andrew", "Michael", "Paul", "Mark", "Stephen", "Richard", "Christopher", "Simon",
        "Martin", "Peter", "Robert", "John", "Adam", "Luke", "Benjamin", "Alexander", "Nathan", "Ryan", "Liam", "Owen", "Toby",
    ],
};

#[rustfmt::skip]
const GERMAN: Names = Names {
    families: &["Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Koch", "Bauer",
        "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun"],
    women: &["Anna", "Julia", "Sabine", "Katharina", "Lena", "Monika", "Claudia", "Petra", "Stefanie", "Birgit", "Heike", "Mia"],
    men: &["Thomas", "Michael", "Andreas", "Stefan", "Jürgen", "Klaus", "Lukas", "Felix", "Jonas", "Matthias", "Uwe", "Paul"],
};

#[rustfmt::skip]
const FRENCH: Names = Names {
    families: &["Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent",
        "Lefèvre", "Michel", "Garcia", "Roux", "Fontaine", "Chevalier", "Girard", "Mercier"],
    women: &["Marie", "Nathalie", "Isabelle", "Sylvie", "Camille", "Léa", "Manon", "Chloé", "Sophie", "Claire", "Élise", "Hélène"],
    men: &["Jean", "Pierre", "Michel", "Philippe", "Nicolas", "Julien", "Louis", "Hugo", "Antoine", "Olivier", "François", "Mathieu"],
};

#[rustfmt::skip]
const IBERIAN: Names = Names {
    families: &["García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Silva", "Santos",
        "Ferreira", "Pereira", "Oliveira", "Costa"],
    women: &["María", "Carmen", "Ana", "Lucía", "Elena", "Marta", "Sofia", "Beatriz", "Inês", "Paula", "Laura"],
    men: &["José", "Antonio", "Manuel", "Javier", "Carlos", "Pedro", "João", "Miguel", "Pablo", "Tiago"],
};

#[rustfmt::skip]
const ITALIAN: Names = Names {
    families: &["Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Romano", "Colombo", "Ricci", "Marino", "Greco"],
    women: &["Giulia", "Francesca", "Chiara", "Federica", "Elena", "Paola"],
    men: &["Marco", "Luca", "Andrea", "Matteo", "Paolo", "Stefano"],
};

#[rustfmt::skip]
const NORDIC: Names = Names {
    families: &["Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Nilsson", "Eriksson", "Lindberg", "Korhonen", "Virtanen", "Nielsen",
        "Jensen", "Berg", "Haugen", "Lund", "Jónsson"],
    women: &["Ingrid", "Astrid", "Karin", "Freja", "Sofie", "Emma", "Linnea", "Aino", "Maja", "Kristin", "Helga", "Signe"],
    men: &["Lars", "Erik", "Anders", "Magnus", "Nils", "Mikkel", "Juhani", "Oskar", "Henrik", "Björn", "Gunnar", "Olav"],
};

#[rustfmt::skip]
const DUTCH: Names = Names {
    families: &["de Jong", "Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "Peeters", "Janssens", "Maes",
        "Jacobs", "Willems", "Claes"],
    women: &["Sanne", "Lotte", "Femke", "Anouk", "Marieke", "Eva", "Julie", "Emma", "Lien", "Ilse"],
    men: &["Daan", "Sem", "Bram", "Pieter", "Jan", "Koen", "Thijs", "Ruben", "Wout", "Jeroen"],
};

#[rustfmt::skip]
const JAPANESE: Names = Names {
    families: &["佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "山本", "中村", "小林", "加藤"],
    women: &["陽子", "美咲", "由美", "恵子", "葵", "千尋"],
    men: &["翔太", "健一", "大輔", "拓也", "誠", "蓮"],
};

/// The names usual in a country (ISO 3166); English ones where no list is kept.
#[must_use]
pub fn of_country(country: &str) -> &'static Names {
    match country {
        "DE" | "AT" | "CH" => &GERMAN,
        "FR" => &FRENCH,
        "ES" | "PT" | "BR" => &IBERIAN,
        "IT" | "MT" => &ITALIAN,
        "NO" | "SE" | "DK" | "FI" | "IS" => &NORDIC,
        "NL" | "BE" => &DUTCH,
        "JP" => &JAPANESE,
        _ => &ENGLISH,
    }
}
