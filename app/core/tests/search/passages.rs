//! Words in whole texts.

use zoufang_core::search::{Passage, Sought};

fn marked(typed: &str, text: &str) -> Vec<String> {
    Sought::new(typed).marks(text).into_iter().map(|mark| text[mark].to_owned()).collect()
}

#[test]
fn every_word_must_stand_somewhere_and_as_it_is_written() {
    let texts = ["标准厂房支持办法", "演政〔2026〕12号", "对租赁标准厂房的企业，前三年给予租金补贴。"];
    for typed in ["租金", "厂房 补贴", "演政2026", "２０２６ 租赁", "房的企业前三年"] {
        assert!(Sought::new(typed).is_in(&texts), "{typed}");
    }
    for typed in ["地价", "租金 地价", "zujin", "办法演政"] {
        assert!(!Sought::new(typed).is_in(&texts), "{typed}");
    }
    assert!(Sought::new("  ，").is_empty() && Sought::new("").is_in(&texts));
}

#[test]
fn every_place_is_marked_and_places_that_touch_are_one() {
    assert_eq!(marked("厂房", "厂房、标准厂房"), ["厂房", "厂房"]);
    assert_eq!(marked("标准 准厂 AI", "标准厂房与ＡＩ产业"), ["标准厂", "ＡＩ"]);
    assert_eq!(marked("二〇", "二〇〇〇"), ["二〇"]);
    assert_eq!(marked("没有", "标准厂房"), [""; 0]);
}

#[test]
fn a_passage_shows_the_first_place_with_what_is_around_it() {
    let text = format!("{}给予\n租金补贴{}", "前".repeat(40), "后".repeat(200));
    let Passage { text: shown, marks } = Sought::new("租金").passage(&text);
    assert!(shown.starts_with("…前") && shown.ends_with("后…") && shown.contains("给予 租金补贴"), "{shown}");
    assert_eq!(marks.into_iter().map(|mark| shown[mark].to_owned()).collect::<Vec<_>>(), ["租金"]);
    let short = Sought::new("短").passage("短文");
    assert_eq!((short.text.as_str(), short.marks.len(), &short.text[short.marks[0].clone()]), ("短文", 1, "短"));
    let none = Sought::new("没有").passage(&text);
    assert!(none.text.starts_with('前') && none.marks.is_empty());
    // What is cut off by the end is marked as far as it shows.
    let long = Sought::new(&"后".repeat(200)).passage(&text);
    let within: Vec<bool> = long.marks.iter().map(|mark| mark.end <= long.text.len()).collect();
    assert_eq!(within, [true]);
}
