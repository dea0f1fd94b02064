/// Stands between two parts of a line. It is bound to the part before, so that no line begins with it.
pub const BETWEEN: &str = "\u{a0}· ";

/// One line of those parts that are there.
pub fn joined<P: AsRef<str>>(parts: impl IntoIterator<Item = P>) -> String {
    let mut line = String::new();
    for part in parts {
        let part = part.as_ref();
        if !line.is_empty() && !part.is_empty() {
            line.push_str(BETWEEN);
        }
        line.push_str(part);
    }
    line
}

/// The same of a line that was joined for a search, with the usual space.
pub fn bound(line: &str) -> String {
    line.replace(" · ", BETWEEN)
}

#[cfg(test)]
mod tests {
    use super::{bound, joined};

    #[test]
    fn what_is_not_there_leaves_no_dot_and_a_dot_stays_with_what_stands_before_it() {
        assert_eq!(joined(["上海", "", "长三角"]), "上海\u{a0}· 长三角");
        assert_eq!(joined(["", "上海"]), "上海");
        assert_eq!(joined(["", ""]), "");
        assert_eq!(bound("河南郑州 · 汽车"), joined(["河南郑州", "汽车"]));
    }
}
