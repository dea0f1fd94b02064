//! The words for names that records hold.

use zoufang_core::domain::comment::{ANSWER, QUESTION};
use zoufang_core::permission::Role;
use zoufang_core::wire::ReasonCode;

use crate::store::StoreError;
use crate::words::{Word, contact, library, names, trips};

/// What sort of record it is.
pub fn kind(kind: &str) -> Word {
    match kind {
        "visit" => names::VISIT,
        "company" => names::COMPANY,
        "comment" => names::NOTE,
        "trip" => names::TRIP,
        "attachment" => names::ATTACHMENT,
        "contact" => contact::CONTACT,
        "plan" => trips::PLAN,
        "report" => trips::ZERO,
        "material" => library::MATERIAL,
        _ => names::RECORD,
    }
}

pub fn visit_kind(code: &str) -> Word {
    match code {
        "return_visit" => names::RETURN_VISIT,
        "inbound" => names::INBOUND,
        "talk" => names::TALK,
        "pitch" => names::PITCH,
        "online" => names::ONLINE,
        _ => names::VISIT,
    }
}

pub fn host_type(code: &str) -> Word {
    match code {
        "enterprise" => names::ENTERPRISE,
        "institute" => names::INSTITUTE,
        "expert" => names::EXPERT,
        "association" => names::ASSOCIATION,
        "chamber" => names::CHAMBER,
        _ => names::OTHER,
    }
}

pub fn need(code: &str) -> Word {
    match code {
        "land" => names::LAND,
        "plant" => names::PLANT,
        "energy" => names::ENERGY,
        "labour" => names::LABOUR,
        "talent" => names::TALENT,
        "funds" => names::FUNDS,
        "policy" => names::POLICY,
        _ => names::OTHER,
    }
}

pub fn pursuit(code: &str) -> Word {
    match code {
        "planned" => names::PLANNED,
        "interested" => names::INTERESTED,
        "negotiating" => names::NEGOTIATING,
        "signed" => names::SIGNED,
        "landed" => names::LANDED,
        "paused" => names::PAUSED,
        "dropped" => names::DROPPED,
        _ => names::OTHER,
    }
}

pub fn role(role: Role) -> Word {
    match role {
        Role::Member => names::MEMBER,
        Role::Leader => names::LEADER,
        Role::LeadReviewer => names::LEAD_REVIEWER,
        Role::CountyReviewer => names::COUNTY_REVIEWER,
        Role::Office => names::OFFICE,
        Role::Statistician => names::STATISTICIAN,
        Role::ChainChief => names::CHAIN_CHIEF,
        Role::Steward => names::STEWARD,
        Role::Inspector => names::INSPECTOR,
        Role::Viewer => names::VIEWER,
        Role::Admin => names::ADMIN,
    }
}

/// `question`, `answer` or `note`.
pub fn purpose(code: &str) -> Word {
    match code {
        QUESTION => names::QUESTION,
        ANSWER => names::ANSWER,
        _ => names::NOTE,
    }
}

/// What a field of a visit is called; of a list's item, what that part of it is called.
pub fn visit_field(path: &str) -> Word {
    let mut segments = path.split('/');
    match (segments.next().unwrap_or_default(), segments.next_back().unwrap_or_default()) {
        ("company" | "company_name", _) => names::COMPANY,
        ("chain" | "chain_name", _) => names::CHAIN,
        ("trip", _) => names::TRIP,
        ("kind", _) => names::KIND,
        ("host_type", _) => names::HOST_TYPE,
        ("day", _) => names::DAY,
        ("start", _) => names::START,
        ("end", _) => names::END,
        ("place", _) => names::PLACE,
        ("attendees", "side") => names::ATTENDEE_SIDE,
        ("attendees", "name") => names::ATTENDEE_NAME,
        ("attendees", "title") => names::ATTENDEE_TITLE,
        ("attendees", _) => names::ATTENDEES,
        ("content", _) => names::CONTENT,
        ("concerns", _) => names::CONCERNS,
        ("needs", _) => names::NEEDS,
        ("intent", "amount") => names::AMOUNT,
        ("intent", "grade") => names::GRADE,
        ("intent", "land_mu") => names::LAND_MU,
        ("intent", "plant_m2") => names::PLANT_M2,
        ("intent", "jobs") => names::JOBS,
        ("intent", "by") => names::INTENT_BY,
        ("need_notes", _) => names::NEED_NOTE,
        ("met", _) => names::MET,
        ("location", _) => names::LOCATION,
        ("next" | "commitments", "owner" | "owner_name") => names::NEXT_OWNER,
        ("next" | "commitments", "due") => names::NEXT_DUE,
        ("next" | "commitments", "done") => names::NEXT_DONE,
        ("next" | "commitments", "done_day") => names::DONE_DAY,
        ("next" | "commitments", "done_note") => names::DONE_NOTE,
        ("next", _) => names::NEXT_STEP,
        ("commitments", _) => names::COMMITMENT,
        ("review", _) => names::REVIEW,
        _ => names::FIELD,
    }
}

/// What a device runs on, as it says.
pub fn system(code: Option<&str>) -> Word {
    match code {
        Some("android") => names::ANDROID,
        Some("harmony") => names::HARMONY,
        Some("ios") => names::IOS,
        Some("windows") => names::WINDOWS,
        Some("mac") => names::MAC,
        Some("linux") => names::LINUX,
        _ => names::SOME_DEVICE,
    }
}

/// Which browser a device says that it is.
pub fn browser(code: &str) -> Option<Word> {
    Some(match code {
        "wechat" => names::WECHAT,
        "wecom" => names::WECOM,
        "dingtalk" => names::DINGTALK,
        "huawei" => names::HUAWEI_BROWSER,
        "xiaomi" => names::XIAOMI_BROWSER,
        "uc" => names::UC_BROWSER,
        "qq" => names::QQ_BROWSER,
        "edge" => names::EDGE,
        "firefox" => names::FIREFOX,
        "chrome" => names::CHROME,
        "safari" => names::SAFARI,
        _ => return None,
    })
}

/// What a field of a record is called, where people have a name for it.
pub fn field(kind: &str, path: &str) -> Option<Word> {
    let word = match (kind, path.split('/').next_back().unwrap_or_default()) {
        ("visit", _) => visit_field(path),
        ("comment", "text") => names::NOTE,
        ("comment", "purpose") => names::KIND,
        ("company", "name") => crate::words::field::COMPANY_NAME,
        ("company", "short") => crate::words::field::COMPANY_SHORT,
        ("company", "code") => crate::words::field::CODE,
        ("company", "region") => crate::words::field::REGION,
        ("company" | "trip", "chain_name" | "company_name") => names::COMPANY,
        ("contact", "name") => crate::words::field::PERSON_NAME,
        ("contact", "title") => crate::words::field::PERSON_TITLE,
        ("contact", "company_name") => names::COMPANY,
        ("contact", "mobile") => contact::MOBILE,
        ("contact", "phone") => contact::PHONE,
        ("contact", "wechat") => contact::WECHAT,
        ("contact", "email") => contact::EMAIL,
        ("contact", "part") => contact::PART,
        ("contact", "weight") => contact::WEIGHT,
        ("contact", "note") => contact::REMARK,
        ("contact", "left") => contact::LEFT,
        ("material", part) => material_field(part),
        ("trip", "name") => names::TRIP,
        ("trip", "from") => names::START,
        ("trip", "to") => names::END,
        ("trip", "day") => names::DAY,
        _ => names::FIELD,
    };
    (word != names::FIELD).then_some(word)
}

fn material_field(field: &str) -> Word {
    match field {
        "sort" => library::SORT,
        "title" => library::TITLE,
        "number" => library::NUMBER,
        "issuer" => library::ISSUER,
        "from" => library::FROM,
        "until" => library::UNTIL,
        "text" => library::TEXT,
        "place" => library::PLACE,
        "chain_name" => library::CHAIN,
        "land_mu" => library::LAND_MU,
        "plant_m2" => library::PLANT_M2,
        "price" => library::PRICE,
        "company_name" => library::COMPANY,
        "ask" => library::ASK,
        _ => names::FIELD,
    }
}

/// Why the server keeps a change aside.
pub fn reason(code: ReasonCode) -> Word {
    match code {
        ReasonCode::Unreadable => names::R_UNREADABLE,
        ReasonCode::UnknownKind | ReasonCode::UnknownField => names::R_UNKNOWN,
        ReasonCode::BadValue => names::R_BAD_VALUE,
        ReasonCode::NotAllowed => names::R_NOT_ALLOWED,
        ReasonCode::WrongKind | ReasonCode::WrongDevice => names::R_MISMATCH,
        ReasonCode::TooLarge => names::R_TOO_LARGE,
        ReasonCode::RecordNotThere => names::R_NOT_THERE,
        ReasonCode::RevokedDevice => names::R_REVOKED,
        ReasonCode::HandedIn => names::R_HANDED_IN,
        ReasonCode::Refused => names::R_REFUSED,
        ReasonCode::Unknown => names::R_UNTOLD,
    }
}

/// What its author does about it.
pub fn remedy(code: ReasonCode) -> Word {
    match code {
        ReasonCode::Unreadable => names::D_UNREADABLE,
        ReasonCode::UnknownKind | ReasonCode::UnknownField | ReasonCode::Unknown => names::D_UNKNOWN,
        ReasonCode::BadValue => names::D_BAD_VALUE,
        ReasonCode::NotAllowed => names::D_NOT_ALLOWED,
        ReasonCode::WrongKind | ReasonCode::WrongDevice => names::D_MISMATCH,
        ReasonCode::TooLarge => names::D_TOO_LARGE,
        ReasonCode::RecordNotThere => names::D_NOT_THERE,
        ReasonCode::RevokedDevice => names::D_REVOKED,
        ReasonCode::HandedIn => names::D_HANDED_IN,
        ReasonCode::Refused => names::D_REFUSED,
    }
}

/// What the device's storage answered, and what to do.
pub fn store_error(error: &StoreError) -> Word {
    match error {
        StoreError::Full => names::S_FULL,
        StoreError::Absent => names::S_ABSENT,
        StoreError::Outdated => names::S_OUTDATED,
        StoreError::Failed(_) | StoreError::Unreadable(_) => names::S_FAILED,
        StoreError::Locked => names::S_LOCKED,
        StoreError::LockChanged => names::S_LOCK_CHANGED,
    }
}
