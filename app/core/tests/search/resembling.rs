//! Whoever adds a company is told of those that it may be.

use zoufang_core::search::{Index, Readings, Texts, kernel};

use crate::readings::TABLE;

fn left(name: &str) -> String {
    kernel(name).into_iter().collect()
}

#[test]
fn place_and_legal_form_are_no_part_of_a_name() {
    for name in [
        "郑州宇通客车股份有限公司",
        "河南省郑州市宇通客车有限责任公司",
        "宇通客车",
        "宇通客车（郑州）有限公司",
        "宇通客车（集团）股份有限公司",
        "宇通客车(中国)有限公司",
        "宇通客车集团公司",
        "宇通客车【河南】控股集团有限公司",
    ] {
        assert_eq!(left(name), "宇通客车", "{name}");
    }
    for name in ["Bosch (China) Co., Ltd.", "BOSCH GmbH", "ｂｏｓｃｈ", "Bosch Holding AG", "Bosch"] {
        assert_eq!(left(name), "bosch", "{name}");
    }
    assert_eq!(left("华晨宝马（沈阳）汽车有限公司"), "华晨宝马汽车");
    assert_eq!(left("广西壮族自治区柳州市五菱"), "五菱");
    assert_eq!(left("上海公司"), "上海公司", "nothing would be left");
    assert_eq!(left("华（大）基因（"), "华大基因");
    assert_eq!(left(""), "");
}

#[test]
fn those_that_may_be_the_same_are_told_the_nearest_first() {
    let readings = Readings::parse(TABLE);
    let mut index = Index::default();
    let names = [
        ("雨桐客车", "雨桐客车制造有限公司"),
        ("宇通客车", "郑州宇通客车股份有限公司"),
        ("宇通重工", "宇通重工股份有限公司"),
        ("宁德时代", "宁德时代新能源科技股份有限公司"),
        ("银行家", "银行家传媒有限公司"),
        ("格力电器", "珠海格力电器股份有限公司"),
    ];
    for (title, name) in names {
        index.add(&Texts { title, name, ..Texts::default() }, &readings);
    }
    let near = |name: &str| index.resembling(name, 3);
    assert_eq!(near("宇通客车有限公司"), [1, 0], "the same, then what sounds alike");
    assert_eq!(near("河南宇通客车（集团）有限公司"), [1, 0]);
    assert_eq!(near("宇通客车制造"), [0, 1], "what sounds alike, then what it begins with");
    assert_eq!(near("格丽电器有限公司"), [5]);
    assert_eq!(near("格力家用电器"), [0_usize; 0]);
    assert_eq!(near("宇通"), [0_usize; 0], "too little to go by");
    assert_eq!(near("有限公司"), [0_usize; 0]);
    assert_eq!(near(""), [0_usize; 0]);
}

#[test]
fn a_code_that_is_known_tells_whose_it_is() {
    let readings = Readings::default();
    let mut index = Index::default();
    index.add(&Texts { title: "甲", ..Texts::default() }, &readings);
    index.add(&Texts { title: "乙", code: "91350100M000100Y43", ..Texts::default() }, &readings);
    assert_eq!(index.with_code(" 91350100m000 100y43"), Some(1));
    assert_eq!(index.with_code("91350100M000100Y4"), None);
    assert_eq!(index.with_code(""), None);
}
