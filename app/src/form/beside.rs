//! One form in several windows: each writes what was typed in it, and takes in what the others wrote.

use zoufang_core::domain::ValueType;

use super::draft::Draft;
use crate::store::StoreError;

/// Of a text that may be longer than this, what two windows wrote at the same time both stays.
const ONE_LINE: usize = 200;

/// A form as it is to be written, and as it lay on the disk when this window saw it last, or was begun: whatever differs
/// was typed in this window.
#[derive(Clone, Debug)]
pub struct Unwritten {
    pub draft: Draft,
    pub seen: String,
}

impl Unwritten {
    /// What is to lie on the disk where `lies` does.
    ///
    /// # Errors
    /// Where it cannot be spelled, which only a slip in the program brings about.
    pub fn over(&self, lies: Option<&str>) -> Result<String, StoreError> {
        let theirs = lies.filter(|lies| self.seen != *lies);
        // What nobody can read is no form.
        let theirs = theirs.and_then(|theirs| serde_json::from_str::<Draft>(theirs).ok());
        theirs.map_or_else(
            || self.draft.spelled(),
            |theirs| self.draft.beside(self.seen_draft().as_ref(), &theirs).spelled(),
        )
    }

    pub fn seen_draft(&self) -> Option<Draft> {
        serde_json::from_str(&self.seen).ok()
    }
}

impl Draft {
    /// As the disk keeps it.
    ///
    /// # Errors
    /// Where it cannot be spelled, which only a slip in the program brings about.
    pub fn spelled(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|error| StoreError::Failed(error.to_string()))
    }

    /// This form with what another window has written of it: `seen` is what both began from, `theirs` what lies on the
    /// disk now. A field that this window has not touched since is theirs. Where both have written one, a text of
    /// several lines holds both, since neither knew of the other; of a choice or a single line this one counts.
    #[must_use]
    pub fn beside(&self, seen: Option<&Self>, theirs: &Self) -> Self {
        let mut both = self.clone();
        for (path, their) in &theirs.typed {
            let before = seen.and_then(|seen| seen.typed.get(path));
            let text = match self.typed.get(path) {
                _ if before == Some(their) => continue,
                Some(own) if Some(own) != before => match self.holds(path.as_str()) {
                    ValueType::Text(most) if most > ONE_LINE => both_texts(own, their),
                    _ => own.clone(),
                },
                Some(_) | None => their.clone(),
            };
            both.typed.insert(path.clone(), text);
        }
        // What was seen first: a save that goes by it overwrites nothing unseen.
        both.seen = theirs.seen.clone();
        both.has_attachments |= theirs.has_attachments;
        both.started.at = both.started.at.min(theirs.started.at);
        both.started.touched = both.started.touched.max(theirs.started.touched);
        both
    }
}

fn both_texts(own: &str, their: &str) -> String {
    match () {
        () if own.contains(their) => own.to_owned(),
        () if their.contains(own) => their.to_owned(),
        () => format!("{their}\n{own}"),
    }
}

#[cfg(test)]
mod tests {
    use zoufang_core::domain::Kind;
    use zoufang_core::id::RecordId;

    use super::{Draft, Unwritten};

    fn form(fields: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::new(Kind::VISIT, RecordId(uuid::Uuid::from_u128(7)), 0);
        for (path, text) in fields {
            draft.set(path, text, 1);
        }
        draft
    }

    fn texts(draft: &Draft, paths: [&str; 3]) -> [String; 3] {
        paths.map(|path| draft.text(path))
    }

    #[test]
    fn what_each_window_typed_stays_and_neither_takes_back_what_the_other_did() {
        let seen = form(&[("content", "谈了二期"), ("place", "郑州")]);
        let (mut own, mut theirs) = (seen.clone(), seen.clone());
        own.set("content", "谈了二期和用地", 2);
        theirs.set("place", "新乡", 3);
        theirs.set("next/a/what", "送资料", 3);
        let paths = ["content", "place", "next/a/what"];
        let both = own.beside(Some(&seen), &theirs);
        assert_eq!(texts(&both, paths), ["谈了二期和用地", "新乡", "送资料"]);
        assert_eq!(texts(&theirs.beside(Some(&seen), &own), paths), texts(&both, paths), "whichever writes last");
        assert_eq!(both.started.touched, 3);
    }

    #[test]
    fn a_text_that_both_wrote_holds_both_and_of_a_choice_the_later_counts() {
        let (own, theirs) =
            (form(&[("content", "用电"), ("kind", "talk")]), form(&[("content", "用地"), ("kind", "online")]));
        let both = own.beside(None, &theirs);
        assert_eq!((both.text("content").as_str(), both.text("kind").as_str()), ("用地\n用电", "talk"));
        let again = both.beside(Some(&own), &theirs);
        assert_eq!(again.text("content"), "用地\n用电", "it is there once");
    }

    #[test]
    fn a_field_that_was_emptied_in_one_window_stays_empty() {
        let seen = form(&[("place", "郑州")]);
        let mut own = seen.clone();
        own.set("place", "", 2);
        assert_eq!(own.beside(Some(&seen), &seen).text("place"), "");
        assert_eq!(seen.beside(Some(&seen), &own).text("place"), "", "in the other as well");
    }

    #[test]
    fn where_nobody_else_wrote_the_form_lies_as_it_stands() {
        let (seen, own) = (form(&[("content", "一")]).spelled().unwrap(), form(&[("content", "一二")]));
        let unwritten = Unwritten { draft: own.clone(), seen: seen.clone() };
        let spelled = own.spelled();
        assert_eq!(unwritten.over(Some(&seen)), spelled);
        assert_eq!(unwritten.over(None), spelled, "it was ended elsewhere: what is typed now is kept all the same");
        assert_eq!(unwritten.over(Some("of no form")), spelled);
    }
}
