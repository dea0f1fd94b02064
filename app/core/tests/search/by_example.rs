//! What is found, in which order, and what of it is marked.

use zoufang_core::search::{Found, Index, Readings, Texts, marks};

use crate::readings::TABLE;

const COMPANIES: [(&str, &str, &str, &str); 12] = [
    ("宇通客车", "郑州宇通客车股份有限公司", "河南郑州 · 汽车", "91410000170001401D"),
    ("宇通重工", "宇通重工股份有限公司", "河南郑州 · 装备制造", ""),
    ("亿腾科创", "亿腾科创（北京）有限公司", "北京 · 人工智能", "91110000600037341L"),
    ("长安汽车", "重庆长安汽车股份有限公司", "重庆 · 汽车", ""),
    ("厦门钨业", "厦门钨业股份有限公司", "福建厦门 · 新材料", ""),
    ("西门子中国", "西门子（中国）有限公司", "北京", ""),
    ("Bosch", "BOSCH Automotive Products (Suzhou) Co., Ltd.", "江苏苏州", ""),
    ("𠮷野家", "𠮷野家餐饮有限公司", "北京", ""),
    ("音乐盒", "行音乐盒科技有限公司", "上海", ""),
    ("银行家", "银行家传媒有限公司", "上海", ""),
    ("３６０安全", "三六零安全科技股份有限公司", "天津", ""),
    ("绿地", "绿地控股集团股份有限公司", "上海", ""),
];

fn index() -> (Index, Readings) {
    let readings = Readings::parse(TABLE);
    let mut index = Index::default();
    for (title, name, beside, code) in COMPANIES {
        index.add(&Texts { title, name, beside, code }, &readings);
    }
    (index, readings)
}

fn titles(index: &Index, typed: &str) -> Vec<&'static str> {
    index.find(typed, 99).shown.into_iter().map(|place| COMPANIES[place].0).collect()
}

#[test]
fn a_company_is_found_by_each_way_of_typing_it() {
    let (index, _) = index();
    let ways = [
        "宇通客车",
        "宇通客",
        "通客",
        "ytkc",
        "YTKC",
        "ＹＴＫＣ",
        "yutongkeche",
        "yutongk",
        "yutkc",
        "yutong客车",
        "yutong客",
        "宇tong",
        "yu'tong'ke",
        "客车 宇通",
        "keche yutong",
        "郑州 yt",
        "zhengzhouyutong",
        "zhzhyutong",
        "91410000170001401D",
        "9141 0000 1700",
        "1401d",
        "170001401d ytkc",
    ];
    for typed in ways {
        assert_eq!(titles(&index, typed).first(), Some(&"宇通客车"), "{typed}");
    }
    assert_eq!(titles(&index, "91410000170001401D"), ["宇通客车"]);
    assert_eq!(titles(&index, "ytkcx"), [""; 0]);
    assert_eq!(titles(&index, "宇通客车 重工"), [""; 0], "words of two companies do not make one");
}

#[test]
fn a_character_with_several_readings_is_found_by_each() {
    let (index, _) = index();
    for typed in ["chongqing", "zhongqing", "cq", "zq"] {
        assert!(titles(&index, typed).contains(&"长安汽车"), "{typed}");
    }
    for (typed, title) in [
        ("changan", "长安汽车"),
        ("zhangan", "长安汽车"),
        ("xiamen", "厦门钨业"),
        ("shamen", "厦门钨业"),
        ("yinyue", "音乐盒"),
        ("yinle", "音乐盒"),
        ("yinhang", "银行家"),
        ("yinxing", "银行家"),
        ("lvdi", "绿地"),
        ("lüdi", "绿地"),
    ] {
        assert!(titles(&index, typed).contains(&title), "{typed}");
    }
}

#[test]
fn width_case_brackets_and_rare_characters_do_not_matter() {
    let (index, readings) = index();
    for typed in ["西门子(中国)", "西门子（中国）", "西门子【中国】", "西门子中国", "xmzzg"] {
        assert_eq!(titles(&index, typed), ["西门子中国"], "{typed}");
    }
    assert_eq!(titles(&index, "bOsCh ａｕｔｏ"), ["Bosch"]);
    assert_eq!(titles(&index, "360安全"), ["３６０安全"]);
    assert_eq!(titles(&index, "𠮷"), ["𠮷野家"]);
    assert_eq!(titles(&index, "𠮷yejia"), ["𠮷野家"]);
    assert_eq!(titles(&index, "㛃"), [""; 0]);
    let mut index = index;
    index.add(&Texts { title: "㛃珂", ..Texts::default() }, &readings);
    assert_eq!(index.find("㛃", 9).shown, [COMPANIES.len()]);
}

#[test]
fn whole_names_come_before_beginnings_these_before_words_and_the_rest_last() {
    let readings = Readings::parse(TABLE);
    let mut index = Index::default();
    let names = ["北京新宇通信", "大宇通", "郑州宇通集团", "宇通重工", "宇通", "雨桐家居", "云天科技"];
    for title in names {
        index.add(&Texts { title, beside: "宇通产业园", ..Texts::default() }, &readings);
    }
    index.add(&Texts { title: "别家", beside: "宇通产业园", ..Texts::default() }, &readings);
    let order = |typed: &str| index.find(typed, 99).shown;
    assert_eq!(order("宇通"), [4, 3, 2, 0, 1, 5, 6, 7]);
    assert_eq!(order("yutong"), [4, 3, 5, 2, 0, 1, 6, 7], "read alike, it begins alike");
    assert_eq!(order("yt"), [4, 2, 3, 5, 6, 0, 1], "by initials a whole name is a beginning; places have none");
    assert_eq!(index.find("yt", 2), Found { shown: vec![4, 2], all: 7 });
    assert_eq!(index.find(" ", 2), Found { shown: vec![0, 1], all: 8 });
    assert_eq!(index.find("（）", 2).all, 8, "marks alone are nothing typed");
}

#[test]
fn readings_that_come_later_count_for_what_is_there() {
    let mut index = Index::default();
    index.add(&Texts { title: "宇通客车", ..Texts::default() }, &Readings::default());
    assert_eq!((index.find("ytkc", 9).all, index.find("宇通", 9).all), (0, 1));
    index.learn(&Readings::parse(TABLE));
    assert_eq!(index.find("ytkc", 9).all, 1);
}

#[test]
fn a_table_that_is_broken_finds_less_and_breaks_nothing() {
    let readings = Readings::parse("yu\n\ntoooooong 通\nTONG 通\n ke客\nche 车");
    let mut index = Index::default();
    index.add(&Texts { title: "宇通客车", ..Texts::default() }, &readings);
    assert_eq!((index.find("tong", 9).all, index.find("che", 9).all, index.find("宇通", 9).all), (0, 1, 1));
}

#[test]
fn what_was_typed_is_marked_at_its_best_place() {
    let readings = Readings::parse(TABLE);
    let marked = |typed: &str, text: &str| -> Vec<String> {
        marks(typed, text, true, &readings).into_iter().map(|range| text[range].to_owned()).collect()
    };
    assert_eq!(marked("ytkc", "郑州宇通客车股份有限公司"), ["宇通客车"]);
    assert_eq!(marked("客车 yutong", "郑州宇通新客车"), ["宇通", "客车"]);
    assert_eq!(marked("西门子中国", "西门子（中国）有限公司"), ["西门子（中国"]);
    assert_eq!(marked("tong 通客", "宇通客车"), ["通客"], "marks that meet are one");
    assert_eq!(marked("吉", "𠮷野家"), [""; 0]);
    assert_eq!(marked("", "宇通"), [""; 0]);
}
