use zoufang_core::domain::{Kind, ValueType};
use zoufang_core::merge::Path;

/// Whether a field is part of what a visit tells. Beside each id stands a name, and the office's
/// verdict is no part of it.
pub fn is_told(path: &Path) -> bool {
    let field = Kind::VISIT.spec().and_then(|spec| spec.field(path));
    field.is_none_or(|field| field.holds != ValueType::Id) && path.segments().next() != Some("review")
}

#[cfg(test)]
mod tests {
    use zoufang_core::merge::Path;

    use super::is_told;

    #[test]
    fn ids_and_verdicts_are_no_part_of_what_a_visit_tells() {
        let told = |path: &str| is_told(&path.parse::<Path>().unwrap());
        assert!(told("company_name") && told("next/a/owner_name") && told("content"));
        assert!(!told("company") && !told("next/a/owner") && !told("review/seen") && !told("review/verdict"));
    }
}
