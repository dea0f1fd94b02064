//! Sentences about contacts.

crate::words::words! {
    CONTACTS: "联系人", "Contacts";
    CONTACT: "联系人", "Contact";
    SEARCH: "姓名、企业、职务或电话", "Name, company, title or number";
    NONE: "没有找到联系人，可在企业档案中添加。", "No contact found. You can add one on a company's page.";
    NONE_OF_COMPANY: "还没有联系人。", "No contact yet.";
    MORE: "还有{n}人未显示，多输入几个字可缩小范围", "{n} not shown: type more to narrow";
    MET_TIMES: "见过{n}次，最近一次：{last}", "met {n} times, last {last}";
    NOT_MET: "走访记录中还没有见过", "not met in any visit yet";
    ADD: "添加联系人", "Add a contact";
    KEEP: "存为联系人", "Keep";
    KEEP_THIS: "把 {name} 存为联系人", "Keep {name} as a contact";
    MOBILE: "手机", "Mobile";
    PHONE: "座机", "Telephone";
    WECHAT: "微信", "WeChat";
    EMAIL: "邮箱", "E-mail";
    PART: "决策角色", "Part in the decision";
    DECIDES: "决策人", "Decides";
    INFLUENCES: "影响决策", "Influences";
    HANDLES: "具体经办", "Handles it";
    LIAISES: "日常联络", "Liaises";
    WEIGHT: "重要程度", "Importance";
    IMPORTANT: "重点", "Important";
    USUAL: "一般", "Usual";
    REMARK: "备注", "Remark";
    LEFT: "已离任", "Has left";
    HAS_LEFT: "此人已离任", "This person has left";
    NO_MORE_THAN_NEEDED: "只记工作需要的信息，本单位和上级单位可见。", "Only what the work needs; seen by your unit and those above it.";
    CALL: "拨打", "Call";
    WRITE: "写邮件", "Write";
    COPY: "复制", "Copy";
    COPY_THIS: "复制 {value}", "Copy {value}";
    COPIED: "已复制", "Copied";
    NOT_COPIED: "没有复制成功，请长按号码复制。", "Not copied: press and hold the number instead.";
    REMOVE: "删除联系人", "Delete this contact";
    REMOVE_ASK: "确定删除这个联系人？", "Delete this contact?";
    REMOVE_MEANS: "删除后，本单位的设备上不再显示。历次走访记录不受影响。", "It is no longer shown on your unit's devices. Visits stay as they are.";
}
