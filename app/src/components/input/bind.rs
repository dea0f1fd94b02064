use leptos::prelude::*;

use crate::components::said::problem_said;
use crate::form::DraftForm;
use crate::words::speaking;

/// What stands in an input, and whom it tells of a keystroke.
#[derive(Clone, Debug)]
pub struct Bind {
    /// Of the element, unique on the page.
    pub id: String,
    pub value: Signal<String>,
    /// What is wrong with it, in words, once it is time to say so.
    pub problem: Signal<Option<String>>,
    pub on_input: Callback<String>,
    /// The input was left.
    pub on_leave: Callback<()>,
}

impl Bind {
    /// To a signal of the page.
    pub fn to(id: impl Into<String>, value: RwSignal<String>) -> Self {
        Self {
            id: id.into(),
            value: value.into(),
            problem: Signal::stored(None),
            on_input: Callback::new(move |text| value.set(text)),
            on_leave: Callback::new(|()| ()),
        }
    }

    /// To a field of a draft.
    pub fn field(form: DraftForm, path: impl Into<String>) -> Self {
        let path: String = path.into();
        let language = speaking();
        let (of_value, of_problem, of_input, of_leave) = (path.clone(), path.clone(), path.clone(), path.clone());
        Self {
            id: id_of(&path),
            value: Signal::derive(move || form.text(&of_value)),
            problem: Signal::derive(move || {
                form.problem(&of_problem).map(|problem| problem_said(&problem, language.get()))
            }),
            on_input: Callback::new(move |text: String| form.set(&of_input, &text)),
            on_leave: Callback::new(move |()| leave(form, of_leave.clone())),
        }
    }

    /// To something that is only read here; [`Self::telling`] says who takes what is typed.
    pub fn reading(id: impl Into<String>, value: Signal<String>) -> Self {
        Self {
            id: id.into(),
            value,
            problem: Signal::stored(None),
            on_input: Callback::new(|_| ()),
            on_leave: Callback::new(|()| ()),
        }
    }

    /// The same with something to say below it.
    #[must_use]
    pub fn with_problem(self, problem: impl Into<Signal<Option<String>>>) -> Self {
        Self { problem: problem.into(), ..self }
    }

    /// Tells something else of each keystroke instead.
    #[must_use]
    pub fn telling(self, on_input: impl Fn(String) + Send + Sync + 'static) -> Self {
        Self { on_input: Callback::new(on_input), ..self }
    }

    /// Tells something else that the input was left.
    #[must_use]
    pub fn leaving(self, on_leave: impl Fn() + Send + Sync + 'static) -> Self {
        Self { on_leave: Callback::new(move |()| on_leave()), ..self }
    }

    pub(super) fn problem_id(&self) -> String {
        format!("{}-problem", self.id)
    }

    pub(super) fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }
}

/// What is wrong shows once whatever was pressed to leave has been: the words move what stands below them.
fn leave(form: DraftForm, path: String) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        crate::browser::press_ended().await;
        form.leave(&path);
    });
    #[cfg(not(feature = "hydrate"))]
    form.leave(&path);
}

/// The id of the element in which a field is typed.
pub fn id_of(path: &str) -> String {
    format!("f-{}", path.replace('/', "-"))
}
