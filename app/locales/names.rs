//! Words for kinds, needs, roles, fields, problems and reasons.

crate::words::words! {
    VISIT: "走访", "Visit";
    RETURN_VISIT: "回访", "Return visit";
    INBOUND: "来访考察", "Inbound visit";
    TALK: "洽谈", "Negotiation";
    PITCH: "推介", "Presentation";
    ONLINE: "线上", "Online";

    ENTERPRISE: "企业", "Company";
    INSTITUTE: "科研机构", "Research institute";
    EXPERT: "专家人才", "Expert";
    ASSOCIATION: "行业协会", "Association";
    CHAMBER: "商会", "Chamber of commerce";

    LAND: "土地", "Land";
    PLANT: "厂房", "Plant";
    ENERGY: "能耗", "Energy";
    LABOUR: "用工", "Labour";
    TALENT: "人才", "Talent";
    FUNDS: "资金", "Funds";
    POLICY: "政策", "Policy";
    OTHER: "其他", "Other";

    PLANNED: "谋划", "Planned";
    INTERESTED: "意向", "Interested";
    NEGOTIATING: "在谈", "Negotiating";
    SIGNED: "签约", "Signed";
    LANDED: "落地", "Landed";
    PAUSED: "暂缓", "Paused";
    DROPPED: "放弃", "Dropped";

    MEMBER: "队员", "Team member";
    LEADER: "队长", "Team leader";
    LEAD_REVIEWER: "牵头单位审核", "Reviewer of the lead unit";
    COUNTY_REVIEWER: "区县审核", "County reviewer";
    OFFICE: "开放办", "Opening-up Office";
    STATISTICIAN: "统计员", "Statistician";
    CHAIN_CHIEF: "链长", "Chain chief";
    STEWARD: "服务管家", "Steward";
    INSPECTOR: "督导", "Inspector";
    VIEWER: "领导（只读）", "Viewer";
    ADMIN: "系统管理员", "Administrator";

    QUESTION: "提问", "Question";
    ANSWER: "答复", "Answer";
    NOTE: "批注", "Note";

    COMPANY: "企业", "Company";
    CHAIN: "产业链", "Chain";
    TRIP: "行程", "Trip";
    KIND: "方式", "Kind";
    HOST_TYPE: "对象类型", "Host";
    DAY: "日期", "Date";
    START: "开始时间", "From";
    END: "结束时间", "To";
    PLACE: "地点", "Place";
    ATTENDEES: "参加人员", "People";
    ATTENDEE_SIDE: "参加人员所属方", "Person: side";
    ATTENDEE_NAME: "参加人员姓名", "Person: name";
    ATTENDEE_TITLE: "参加人员职务", "Person: title";
    OURS: "我方", "Ours";
    THEIRS: "对方", "Theirs";
    CONTENT: "谈了什么", "What was said";
    CONCERNS: "对方顾虑", "Their concerns";
    NEEDS: "诉求", "Needs";
    AMOUNT: "意向投资", "Intended investment";
    GRADE: "意向等级", "Grade";
    LAND_MU: "用地", "Land";
    PLANT_M2: "厂房面积", "Plant";
    INTENT_BY: "计划落地时间", "Planned by";
    NEED_NOTE: "诉求说明", "What exactly";
    MET: "诉求办结", "Need met";
    NEED_MET: "已解决", "Met";
    LOCATION: "位置", "Position";
    DONE_DAY: "办结日期", "Done on";
    DONE_NOTE: "办结情况", "How it ended";
    JOBS: "带动就业", "Jobs";
    NEXT_STEP: "下一步", "Next step";
    COMMITMENT: "我方承诺", "Our commitments";
    NEXT_OWNER: "责任人", "Owner";
    NEXT_DUE: "完成时限", "Due";
    NEXT_DONE: "办结", "Done";
    STEP_DONE: "已办结", "Done";
    STEP_OPEN: "未办结", "Open";
    REVIEW: "审阅", "Review";
    FIELD: "内容", "Field";
    RECORD: "记录", "Record";
    ATTACHMENT: "附件", "File";

    ANDROID: "安卓手机", "Android";
    HARMONY: "鸿蒙手机", "HarmonyOS";
    IOS: "苹果手机", "iPhone";
    WINDOWS: "Windows 电脑", "Windows";
    MAC: "苹果电脑", "Mac";
    LINUX: "Linux 电脑", "Linux";
    SOME_DEVICE: "其他设备", "Another device";
    WECHAT: "微信", "WeChat";
    WECOM: "企业微信", "WeCom";
    DINGTALK: "钉钉", "DingTalk";
    HUAWEI_BROWSER: "华为浏览器", "Huawei Browser";
    XIAOMI_BROWSER: "小米浏览器", "Mi Browser";
    UC_BROWSER: "UC 浏览器", "UC Browser";
    QQ_BROWSER: "QQ 浏览器", "QQ Browser";
    EDGE: "Edge 浏览器", "Edge";
    FIREFOX: "火狐浏览器", "Firefox";
    CHROME: "Chrome 浏览器", "Chrome";
    SAFARI: "Safari 浏览器", "Safari";

    P_MISSING: "这一项需要填写", "This is needed";
    P_TOO_LONG: "已写{chars}字，最多{max}字，请精简", "{chars} characters; at most {max} are taken";
    P_NOT_A_NUMBER: "请填写整数，例如 150", "Please type a whole number, such as 150";
    P_OUT_OF_RANGE: "应在{from}到{to}之间，请核对", "This should lie between {from} and {to}";
    P_NOT_AN_AMOUNT: "请按“1.5亿”或“3000万”填写金额", "Please type an amount such as 1.5亿 or 3000万";
    P_TOO_PRECISE: "金额最小单位为万元", "Amounts are in whole 万元";
    P_NOT_A_DAY: "没有这个日期，请按 2026-11-20 填写", "There is no such date: please use 2026-11-20";
    P_NOT_A_TIME: "请按 14:30 填写时间", "Please type a time such as 14:30";
    P_IN_THE_FUTURE: "日期晚于今天，走访记录不能填未来日期", "The date lies in the future: a visit cannot";
    P_BEFORE_START: "结束时间早于开始时间", "The end lies before the start";
    P_CODE_LENGTH: "统一社会信用代码应为 18 位", "A credit code has 18 characters";
    P_CODE_CHARACTER: "代码中有不可用的字符（不含 I、O、S、V、Z）", "A credit code has no such character (nor I, O, S, V, Z)";
    P_CODE_CHECK_DIGIT: "代码校验不通过，请核对是否录错", "The check digit is wrong: one character was mistyped";
    P_BAD_CHARACTER: "含有无法保存的字符，请删除后重新输入", "This holds a character that cannot be stored: please delete it";
    P_NOT_A_CHOICE: "请从选项中选择", "Please choose one of the options";

    R_UNREADABLE: "服务器无法读取这次修改", "The server could not read this change";
    R_UNKNOWN: "服务器没有这一项内容，请更新应用", "The server does not know this field: please update the app";
    R_BAD_VALUE: "有一项内容不符合要求", "A value does not fit";
    R_NOT_ALLOWED: "没有修改这条记录的权限", "You may not change this record";
    R_MISMATCH: "与服务器上的记录不一致", "This does not agree with the server's record";
    R_TOO_LARGE: "一次修改的内容过多", "Too much in one change";
    R_REVOKED: "由已停用的设备上交，需核对后处理", "Handed in by a device that was revoked";
    R_HANDED_IN: "由他人代交，来源未经验证，需核对后处理", "Brought by somebody else, unproven; to be checked";
    R_UNTOLD: "服务器已保存但未采用，更新应用后可查看原因", "The server keeps it but did not apply it: update the app to see why";
    R_NOT_THERE: "所属记录尚未到达，到达后自动处理", "The record it belongs to has not come yet";
    R_REFUSED: "经审核不予采纳", "Looked at by the office, and not taken";

    D_UNREADABLE: "原文已在服务器，等开放办处理；请把应用更新到最新版本。", "The server has what you wrote, and the office sees to it. Please update the app.";
    D_UNKNOWN: "原文已在服务器，等开放办处理；请把应用更新到最新版本，不必重填。", "The server has what you wrote, and the office sees to it. Please update the app; there is no need to write it again.";
    D_BAD_VALUE: "原文已在服务器，开放办更正后采纳，不必重填；急用请联系开放办。", "The server has what you wrote; the office mends and accepts it. There is no need to write it again; if it is urgent, ask the office.";
    D_NOT_ALLOWED: "如确需修改，请联系队长或开放办，由开放办采纳。", "If it has to be changed, ask your team leader or the office, who can accept it.";
    D_MISMATCH: "请等待开放办核对，无需重复填写。", "The office checks it; please do not write it again.";
    D_TOO_LARGE: "原文没有丢。请把内容分成几次提交，或联系管理员。", "Nothing is lost. Please submit it in several parts, or ask your administrator.";
    D_NOT_THERE: "不用处理，所属记录送达后自动生效。", "There is nothing to do: it counts as soon as the record has come.";
    D_REVOKED: "请等待开放办核对；如停用有误，请联系管理员。", "The office checks it. If the device was revoked by mistake, ask your administrator.";
    D_HANDED_IN: "请等待开放办核对；本人手机联网后会自动提交，不会重复。", "The office checks it. Once the author's own phone is online it is sent by itself, and nothing is doubled.";
    D_REFUSED: "请按审核意见取回修改后重新提交；不再需要的，从本机移除。", "Take it up again and mend it as the office says; what is not needed any more, take off this device.";

    S_FULL: "本机空间已满，请先清理手机空间；未发送的内容可在“我的”页导出为文件。", "This device has no room left: free some space first; what was not sent can be exported under “Me”.";
    S_ABSENT: "浏览器不允许在本机存储，可能是无痕窗口。", "This browser offers no storage here (a private window?).";
    S_OUTDATED: "另一个窗口里打开了新版本，请关闭本窗口后重新打开。", "A newer version is open in another window: close this one and open it again.";
    S_FAILED: "本机存储出错，请关闭应用后重新打开；未发送的内容可在“我的”页导出为文件。", "This device's storage failed: close the app and open it again; what was not sent can be exported under “Me”.";
    S_LOCK_CHANGED: "应用锁已在另一个窗口中更改，请重新打开应用。", "The lock was changed in another window: open the app again.";
    S_LOCKED: "本机已锁定，请先解锁。", "This device is locked: unlock it first.";
}
