//! Every kind's declaration, as a whole.

use std::collections::BTreeSet;

use zoufang_core::domain::{FieldSpec, KINDS, ValueType};
use zoufang_core::merge::Path;

fn declared() -> impl Iterator<Item = (&'static str, &'static FieldSpec)> {
    KINDS.iter().flat_map(|spec| spec.fields.iter().map(|field| (spec.kind.as_str(), field)))
}

/// A field that the pattern stands for; the item's key is as long as ids are.
fn example(pattern: &str) -> Path {
    let key = "01890a5d-ac96-774b-bcce-b302099a8057";
    pattern.replace('*', key).parse().unwrap_or_else(|error| panic!("{pattern}: {error}"))
}

#[test]
fn every_pattern_stands_for_valid_paths() {
    for (kind, field) in declared() {
        assert!(example(field.pattern).fits(field.pattern), "{kind}: {}", field.pattern);
        assert!(field.pattern.parse::<Path>().is_ok(), "{kind}: {}", field.pattern);
    }
}

#[test]
fn no_path_is_declared_twice() {
    for spec in KINDS {
        for field in spec.fields {
            let path = example(field.pattern);
            let declared: Vec<&str> =
                spec.fields.iter().map(|field| field.pattern).filter(|pattern| path.fits(pattern)).collect();
            assert_eq!(declared, [field.pattern], "{}", spec.kind);
            assert_eq!(spec.field(&path).map(|found| found.pattern), Some(field.pattern));
        }
    }
}

#[test]
fn a_list_holds_items_of_one_depth() {
    for spec in KINDS {
        let lists: BTreeSet<(&str, usize)> = spec
            .fields
            .iter()
            .filter(|field| field.pattern.contains('*'))
            .map(|field| (field.pattern.split('/').next().unwrap(), field.pattern.split('/').count()))
            .collect();
        let names: BTreeSet<&str> = lists.iter().map(|(name, _)| *name).collect();
        assert_eq!(lists.len(), names.len(), "{}: {lists:?}", spec.kind);
        let singles = spec.fields.iter().filter(|field| !field.pattern.contains('*'));
        assert!(singles.map(|f| f.pattern.split('/').next().unwrap()).all(|n| !names.contains(n)), "{}", spec.kind);
    }
}

#[test]
fn every_kind_is_declared_once_and_found_by_its_name() {
    let names: BTreeSet<&str> = KINDS.iter().map(|spec| spec.kind.as_str()).collect();
    assert_eq!(names.len(), KINDS.len());
    for spec in KINDS {
        assert_eq!(spec.kind.spec().map(|found| &found.kind), Some(&spec.kind));
        assert!(!spec.fields.is_empty());
    }
}

#[test]
fn the_parent_of_a_kind_is_one_of_its_ids() {
    for spec in KINDS {
        let Some(parent) = spec.parent else { continue };
        let field = spec.field(&parent.parse().unwrap()).unwrap();
        assert_eq!((field.pattern, field.holds), (parent, ValueType::Id), "{}", spec.kind);
    }
}

#[test]
fn what_a_field_holds_can_be_held() {
    for (kind, field) in declared() {
        let at = format!("{kind}: {}", field.pattern);
        match field.holds {
            ValueType::OneOf(choices) => {
                let distinct: BTreeSet<&str> = choices.iter().copied().collect();
                assert!(!choices.is_empty() && distinct.len() == choices.len(), "{at}");
                assert!(choices.iter().all(|choice| !choice.trim().is_empty()), "{at}");
            }
            ValueType::Text(max) => assert!(max > 0, "{at}"),
            ValueType::Int(from, to) => assert!(from <= to, "{at}"),
            _ => {}
        }
    }
}

#[test]
fn a_path_has_room_for_a_hundred_and_twenty_characters() {
    assert!("链".repeat(120).parse::<Path>().is_ok());
    assert!("链".repeat(121).parse::<Path>().is_err());
}
