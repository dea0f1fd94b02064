//! Where two versions of a text differ.

/// A text before and after, in parts: what both begin with, what went, what came, what both end with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub lead: String,
    pub gone: String,
    pub came: String,
    pub tail: String,
}

/// Up to here a value is told whole: two short values read better side by side than in pieces.
const SHORT: usize = 24;
/// So much of what stayed is told around what changed.
const AROUND: usize = 14;

/// Counts characters, not bytes.
pub fn difference(before: &str, after: &str) -> Difference {
    let (before, after): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let text = |chars: &[char]| chars.iter().collect::<String>();
    if before.len() <= SHORT && after.len() <= SHORT {
        return Difference { lead: String::new(), gone: text(&before), came: text(&after), tail: String::new() };
    }
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
    let mut lead = same(&mut before.iter().zip(&after));
    let mut tail = same(&mut before[lead..].iter().rev().zip(after[lead..].iter().rev()));
    // A number is told whole: of 2000 that became 3000 not the first digit alone.
    while lead > 0 && is_of_a_number(before[lead - 1]) {
        lead -= 1;
    }
    while tail > 0 && is_of_a_number(before[before.len() - tail]) {
        tail -= 1;
    }
    Difference {
        lead: ending(&before[..lead]),
        gone: text(&before[lead..before.len() - tail]),
        came: text(&after[lead..after.len() - tail]),
        tail: beginning(&before[before.len() - tail..]),
    }
}

fn is_of_a_number(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '.'
}

fn ending(chars: &[char]) -> String {
    match chars.len().checked_sub(AROUND) {
        Some(cut @ 1..) => std::iter::once(&'…').chain(&chars[cut..]).collect(),
        _ => chars.iter().collect(),
    }
}

fn beginning(chars: &[char]) -> String {
    if chars.len() > AROUND { chars[..AROUND].iter().chain(&['…']).collect() } else { chars.iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::{Difference, difference};

    #[test]
    fn short_values_stand_side_by_side() {
        let told = difference("10.00 亿元", "12.50 亿元");
        assert_eq!((told.gone.as_str(), told.came.as_str()), ("10.00 亿元", "12.50 亿元"));
        assert!(told.lead.is_empty() && told.tail.is_empty());
    }

    #[test]
    fn of_a_long_text_only_what_changed_is_told_with_a_little_around_it() {
        let before = "企业计划在中部布局第二生产基地，年产智能检测装备2000台套，在郑州、合肥、武汉之间比选。";
        let after = "企业计划在中部布局第二生产基地，年产智能检测装备3000台套，在郑州、合肥、武汉之间比选。";
        let told = difference(before, after);
        assert_eq!((told.gone.as_str(), told.came.as_str()), ("2000", "3000"));
        assert_eq!(told.lead, "…二生产基地，年产智能检测装备");
        assert_eq!(told.tail, "台套，在郑州、合肥、武汉之间…");
    }

    #[test]
    fn a_text_that_goes_on_or_is_cut_overlaps_nowhere() {
        let long = "甲".repeat(30);
        let Difference { gone, came, .. } = difference(&long, &format!("{long}甲"));
        assert_eq!((gone.as_str(), came.as_str()), ("", "甲"));
        let Difference { gone, came, .. } = difference(&long, "");
        assert_eq!((gone.chars().count(), came.as_str()), (30, ""));
    }
}
