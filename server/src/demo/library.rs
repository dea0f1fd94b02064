//! The fields of plans and of what lies in the library.

use zoufang_core::merge::Value;

use super::DemoError;
use super::calendar::Calendar;
use super::files::{Material, Plan};
use super::records::{Names, owned, present};

pub fn plan(plan: &Plan, names: &Names<'_>, calendar: Calendar) -> Result<Vec<(String, Value)>, DemoError> {
    names.check_unit(&plan.key, &plan.unit, &plan.author)?;
    let mut fields = owned(present([
        ("name", Some(plan.name.as_str().into())),
        ("from", Some(calendar.day(plan.from_day).to_string().into())),
        ("to", Some(calendar.day(plan.to_day).to_string().into())),
        ("goal", Some(plan.goal.as_str().into())),
        ("companies", Some(plan.companies.into())),
        ("trips", Some(plan.trips.into())),
    ]));
    fields.extend(plan.regions.iter().map(|region| (format!("regions/{region}"), true.into())));
    Ok(fields)
}

pub fn material(material: &Material, names: &Names<'_>, calendar: Calendar) -> Result<Vec<(String, Value)>, DemoError> {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    let mut fields = owned(present([
        ("sort", Some(material.sort.as_str().into())),
        ("title", Some(material.title.as_str().into())),
        ("number", text(&material.number)),
        ("issuer", text(&material.issuer)),
        ("from", Some(calendar.day(material.from_day).to_string().into())),
        ("until", Some(calendar.day(material.until_day).to_string().into())),
        ("text", Some(material.text.trim().into())),
        ("place", text(&material.place)),
        ("land_mu", material.land_mu.map(Value::from)),
        ("plant_m2", material.plant_m2.map(Value::from)),
        ("price", text(&material.price)),
        ("company_name", text(&material.company_name)),
        ("ask", Some(material.ask.as_str().into())),
    ]));
    fields.extend(names.chain(material.chain.as_deref())?);
    Ok(fields)
}
