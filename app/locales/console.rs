//! Sentences of the office's desk.

crate::words::words! {
    REVIEWS: "审阅", "Review";
    QUARANTINE: "待处理数据", "Set aside";
    DEVICES: "设备", "Devices";
    DEVICES_HINT: "手机丢失、更换或人员离岗后，请停用相应设备。停用前没有发送的内容会进入“待处理数据”。", "Revoke a device when it is lost or replaced, or its owner leaves. What it had not sent is set aside for you.";
    DEVICES_OF: "按姓名查找", "Find by name";
    TO_PHONE: "到手机页面", "To the phone's pages";
    MY_ACCOUNT: "我的账号", "My account";

    VISITS: "走访记录", "Visits";
    JUST_NOW: "刚刚更新", "Updated just now";
    UPDATED_AT: "{time} 更新", "Updated {time}";
    ARRIVED: "有 {n} 条新到或补充的走访", "{n} visits came in or were amended";

    BY_STATE: "按状态查看", "By state";
    ALL: "全部", "All";
    SEARCH: "企业名称或谈话内容", "Company, or what was said";
    FIND: "查找", "Find";
    NARROW: "筛选条件", "Filters";
    NARROWED: "筛选条件（已用 {n} 项）", "Filters ({n} in use)";
    UNIT: "单位", "Unit";
    ALL_UNITS: "全部单位", "All units";
    ALL_CHAINS: "全部产业链", "All chains";
    FROM: "起始日期", "From";
    TO: "截止日期", "To";
    CLEAR: "清除条件", "Clear";
    TOTAL: "共 {n} 条", "{n} in all";
    NEXT_PAGE: "下一页", "Next page";
    FIRST_PAGE: "回到第一页", "First page";
    NOTHING_YET: "还没有走访记录。小分队在手机上完成记录后，会自动出现在这里。", "No visits yet. They appear here once a team has recorded one.";
    NOTHING_FOUND: "没有符合条件的走访记录。", "No visit fits.";
    CONFLICTS: "{n} 处不一致", "{n} in conflict";
    LOADING: "正在读取", "Loading";

    BACK_TO_LIST: "返回列表", "Back to the list";
    NO_VISIT_OPEN: "左侧选择一条走访记录查看。", "Choose a visit on the left.";
    BY: "{unit} · {author}", "{unit} · {author}";
    ARRIVED_AT: "{time} 送达", "Received {time}";
    JUDGED_BY: "{name} {time} 审阅", "judged by {name}, {time}";
    AMENDED: "上次审阅后有 {n} 处补充", "{n} amendments since the last review";
    SEE_AMENDED: "查看变化", "See what changed";
    NOT_TOLD: "—", "—";
    ATTACHMENTS: "照片和附件", "Photos and files";
    NEXT_STEPS: "下一步", "Next steps";
    DUE: "{day} 前", "by {day}";
    EARLIER: "该企业的其他走访", "Other visits to this company";

    OPEN_CONFLICTS: "同时编辑，内容不一致", "Edited at the same time, differently";
    CONFLICT_HINT: "两处内容都已保留，请小分队核对后确认。", "Both are kept; the team has to settle which holds.";
    SHOWN: "当前显示", "Shown";
    CHANGES: "补充后的变化", "What changed since";
    UNSEEN: "未审阅", "Not reviewed yet";
    AT_ONCE: "与他人同时编辑，两处都已保留", "Edited at the same time as another; both are kept";
    BECAME: "改为", "became";

    TALK: "批注与答复", "Questions and notes";
    NO_TALK: "还没有批注。", "No notes yet.";
    WRITE_NOTE: "写批注", "Write a note";
    NOTE_HINT: "小分队在手机上可以看到", "The team sees it on the phone";
    SEND_NOTE: "批注", "Add the note";
    ACTIONS: "审阅操作", "Review";
    RETURN: "退回", "Return";
    ASK: "退回的问题：需要补充什么", "Question: what has to be added?";
    ASK_HINT: "例如：投资额是固定资产投资还是总投资？预计何时确定选址？", "Such as: is this fixed investment or the total? When is the site decided?";
    SEND_BACK: "退回补充", "Return with this question";
    CANCEL: "取消", "Cancel";
    REVIEWED: "已阅", "Reviewed";
    REVIEWED_NEXT: "已阅，下一条", "Reviewed, next";
    NEXT: "下一条", "Next";
    PREVIOUS: "上一条", "Previous";
    LAST_ONE: "这是列表中的最后一条", "This is the last of the list";
    NOT_SAVED: "没有存上：{why}。请重试。", "Not saved: {why}. Please try again.";
    TO_BE_SENT: "审阅结果已存本机，联网后自动发送。", "Your verdict is on this device and is sent once there is a network.";
    TO_BE_SENT_SIGNED_IN: "审阅结果已存本机，重新登录后自动发送。", "Your verdict is on this device and is sent once you sign in again.";
    SET_ASIDE: "审阅结果没有被接收：{why}。", "Your verdict was not taken: {why}.";

    SIGNED_OUT: "登录已过期，下面是过期前的内容。已写的批注都在本机，重新登录后自动发送。", "Your session has ended; this is how things stood. What you wrote is on this device and is sent once you sign in again.";
    UNREACHABLE: "连不上服务器，审阅需要网络。联网后自动更新。", "The server cannot be reached; the desk needs a network. It refreshes by itself.";
    UNREACHABLE_SINCE: "连不上服务器，显示的是 {time} 的内容。联网后自动更新。", "The server cannot be reached; this is how things stood at {time}.";
    UNAVAILABLE: "服务器暂时读不到数据，稍后自动重试。", "The server cannot read its data at the moment; it is tried again by itself.";
    NOT_FOUND: "没有这条走访记录，或不在您的查看范围内。", "There is no such visit, or it is not for you to see.";

    QUARANTINE_HINT: "这些修改已经收到并原样保存，但没有并入记录。请与作者核对。", "These changes came in and are kept as they are, but were not applied. Please check with their authors.";
    QUARANTINE_NONE: "没有待处理的数据。", "Nothing is set aside.";
    RAW: "查看原始内容", "See what came";
    FROM_AUTHOR: "{author} · {time}", "{author} · {time}";
}
