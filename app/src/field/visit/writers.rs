use leptos::prelude::*;
use zoufang_core::domain::visit::is_told;
use zoufang_core::id::PersonId;
use zoufang_core::merge::Record;

use crate::components::names;
use crate::field::people::Names;
use crate::words::{Word, field, say, speaking};

/// Who wrote what of a visit, where it was more than one; whoever made the record comes first.
fn writers(visit: &Record) -> Vec<(PersonId, Vec<Word>)> {
    let mut writers: Vec<(PersonId, Vec<Word>)> = vec![(visit.author(), Vec::new())];
    for path in visit.paths().filter(|path| is_told(path)) {
        let heads = visit.heads(path.as_str());
        let Some((_, by, value)) = heads.last() else { continue };
        if value.is_null() {
            continue;
        }
        let place = writers.iter().position(|(writer, _)| writer == by).unwrap_or_else(|| {
            writers.push((*by, Vec::new()));
            writers.len() - 1
        });
        let (words, called) = (&mut writers[place].1, names::visit_field(path.as_str()));
        if !words.contains(&called) {
            words.push(called);
        }
    }
    writers.retain(|(_, words)| !words.is_empty());
    writers
}

/// Whose words are whose, where two wrote one visit.
#[component]
pub fn Writers(visit: Record, people: Names) -> impl IntoView {
    let language = speaking();
    let writers = writers(&visit);
    let line = move |(writer, words): (PersonId, Vec<Word>)| {
        let name = people.get(&writer.into()).cloned().unwrap_or_default();
        let told = move || {
            let language = language.get();
            let between = field::LIST_BETWEEN.in_language(language);
            words.iter().map(|word| word.in_language(language)).collect::<Vec<_>>().join(between)
        };
        view! { <div><dt>{name}</dt><dd>{told}</dd></div> }
    };
    (writers.len() > 1).then(|| {
        view! {
            <section class="card">
                <h2>{say(field::WRITERS)}</h2>
                <dl class="sides">{writers.into_iter().map(line).collect_view()}</dl>
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use zoufang_core::domain::Kind;
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Record, Value, Write};

    use super::writers;
    use crate::words::names;

    fn change(seq: u64, fields: &[(&str, Value)]) -> Change {
        let write =
            |(path, value): &(&str, Value)| (path.parse().unwrap(), Write { base: Vec::new(), value: value.clone() });
        Change {
            id: ChangeId(uuid::Uuid::from_u128(seq.into())),
            device: DeviceId(uuid::Uuid::from_u128(1)),
            seq,
            record: RecordId(uuid::Uuid::from_u128(9)),
            kind: Kind::VISIT,
            op: Op::Set,
            at: Hlc::from_millis(seq),
            schema: 4,
            life: Vec::new(),
            fields: fields.iter().map(write).collect::<BTreeMap<_, _>>(),
        }
    }

    fn who(n: u128) -> Attribution {
        Attribution { by: PersonId(uuid::Uuid::from_u128(n)), unit: UnitId(uuid::Uuid::from_u128(1)) }
    }

    #[test]
    fn each_field_is_named_with_who_wrote_what_shows() {
        let mut visit = Record::born(&change(1, &[("content", "甲".into()), ("place", "厂区".into())]), who(1));
        assert_eq!(writers(&visit), [(who(1).by, vec![names::CONTENT, names::PLACE])]);
        visit.apply(&change(2, &[("next/a/what", "送资料".into()), ("next/a/due", "2026-12-01".into())]), who(2));
        let both =
            [(who(1).by, vec![names::CONTENT, names::PLACE]), (who(2).by, vec![names::NEXT_DUE, names::NEXT_STEP])];
        assert_eq!(writers(&visit), both);
    }
}
