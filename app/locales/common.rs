//! Sentences that several screens share.

crate::words::words! {
    NOT_FOUND: "没有这个页面", "There is no such page";
    TO_START: "回到今日", "Back to today";
}
