//! Sentences that several screens share.

crate::words::words! {
    NOT_FOUND: "没有这个页面", "There is no such page";
    DESK_NEEDS_NETWORK: "现在打不开工作台：没有网络，本机也没有存它。", "The desk cannot be opened: there is no network, and this device does not hold it.";
    AGAIN: "再试一次", "Try again";
    PAGE_COMING: "正在打开", "Opening";
    PAGE_NEEDS_NETWORK: "本机还没有存好这个页面，联网后自动打开。已写的内容都在本机。", "This device does not hold this page yet; it opens by itself once there is a network. What you wrote is on this device.";
    TO_START: "回到今日", "Back to today";
    UP: "返回上一级", "Up one level";
    SKIP: "跳到内容", "Skip to content";
    NAVIGATION: "主要页面", "Main pages";
    TAB_TODAY: "今日", "Today";
    TAB_COMPANIES: "企业", "Companies";
    TAB_RECORD: "记走访", "Record";
    TAB_VISITS: "走访", "Visits";
    TAB_ME: "我的", "Me";

    // The one state of a record.
    STATE_LOCAL: "仅存本机", "On this device";
    STATE_WAITING: "待发送", "Waiting";
    STATE_ASIDE: "待核对", "Being checked";
    STATE_TO_MEND: "需处理", "Needs you";
    STATE_RECEIVED: "已收", "Received";
    STATE_RETURNED: "已退回", "Returned";
    STATE_REVIEWED: "已阅", "Reviewed";

    // How sync stands.
    SYNC: "同步", "Sync";
    NET_OFFLINE: "离线", "Offline";
    NET_SYNCING: "同步中", "Syncing";
    NET_SIGN_IN: "请重新登录", "Sign in again";
    NET_BUSY: "服务器繁忙", "Server busy";
    NET_STORAGE: "本机存储出错", "Storage trouble";
    NET_REFUSED: "发送受阻", "Not accepted";
    NET_UNSENT: "{n}条待发", "{n} to send";
    CLOCK_AHEAD: "本机时间比服务器快约{by}，请在系统设置中校准。", "This device's clock is about {by} ahead; please set it.";
    CLOCK_BEHIND: "本机时间比服务器慢约{by}，请在系统设置中校准。", "This device's clock is about {by} behind; please set it.";
    CLOCK_MINUTES: "{n}分钟", "{n} minutes";
    CLOCK_HOURS: "{n}小时", "{n} hours";
    CLOCK_DAYS: "{n}天", "{n} days";
    DAYS_BY_SERVER: "校准前，日期按服务器时间计算。", " Until then, days go by the server's time.";
    CLOCK_MAKES_DAYS_WRONG: "校准前填写的日期可能不对。", " Until then, days that you enter may be wrong.";
    NET_PHOTOS: "照片{n}张待传", "{n} photos to send";
    NET_GIVEN_UP: "{n}个附件未能送达", "{n} files not delivered";
    NET_ASIDE: "{n}条尚未采纳", "{n} not accepted yet";
    NET_ALL_SENT: "已全部送达", "All sent";
    TROUBLE_SIGN_IN: "登录已过期。已写内容都在本机，重新登录后自动发送。", "Your sign-in has expired. Everything you wrote is on this device and is sent once you sign in again.";
    SIGN_IN_AGAIN: "重新登录", "Sign in again";
    TROUBLE_STORAGE: "本机存储出错，同步暂停。已存的内容没有丢，请清理手机空间后重新打开，也可在“我的”页导出为文件。", "This device's storage failed and sync has paused. What was saved is not lost; free some space and open the app again, or export it under “Me”.";
    STORAGE_CLOSED: "本机存储暂时打不开，正在重试。请勿清除浏览器数据；如长时间打不开，请关闭应用后重新打开。", "This device's storage does not open now; it is tried again. Do not clear the browser's data. If this lasts, close the app and open it again.";
    STORAGE_LOST: "浏览器存储的数据已丢失，未发送的内容可能无法找回；已发送的内容联网后自动恢复。", "This browser has lost what it kept for the app. What was not sent may be gone; what was sent comes back with a network.";
    TROUBLE_REFUSED: "服务器暂时不接收本机的内容，已写内容都在本机，请更新应用或联系管理员。", "The server does not take what this device sends. All of it is kept here; update the app or ask your administrator.";
    NET_REVOKED: "设备已停用", "Device revoked";
    TROUBLE_REVOKED: "此设备已停用，本机上的全市数据已清除。停用前没有发送的内容已提交至服务器，由开放办核对后处理。如需继续使用，请重新登录。", "This device was revoked, and the city's data were taken off it. What had not been sent was handed in and lies before the office. To go on here, sign in again.";
    LAPSED: "已较长时间没有联网，本机上的全市数据暂不显示，联网后自动恢复。未发送的内容不受影响，可以继续记录。", "This device has not been online for long: the city's data are hidden until it is. What you wrote is not affected, and you can go on recording.";
    NEW_VERSION: "有新版本，离开表单后更新。", "A new version is ready; it starts when you leave the form.";

    DESK_HINT: "您在办公室工作，记录不存放在这台设备上。", "You work at a desk: records are not kept on this device.";
    TO_DESK: "打开工作台", "Open the desk";

    DAY_TODAY: "今天", "today";
    DAY_YESTERDAY: "昨天", "yesterday";
    DAY_TOMORROW: "明天", "tomorrow";


    AMOUNT: "{yi} 亿元", "CNY {million} million";
    YI_YUAN: "亿元", "100m CNY";
    MU: "亩", "mu";
    SQUARE_METRES: "平方米", "m²";
    PEOPLE: "人", "people";
    EMPTY: "（空）", "(empty)";
    MUST: "必填", "required";
    FROM_TO: "{from}至{to}", "{from}–{to}";
    YES: "是", "Yes";
    NO: "否", "No";
    CHOOSE_NONE: "—", "—";
    CLOSE: "关闭", "Close";
    NOT_HERE_YET: "照片还在路上", "On its way";
    NEEDS_NETWORK: "联网后可看", "Needs a network";
    THIS_DEVICE: "本机", "This device";
    DEVICE_SEEN: "最近使用：{at}", "Last used {at}";
    DEVICE_SINCE: "启用：{at}", "In use since {at}";
    DEVICE_REVOKED: "已停用 {at}", "Revoked {at}";
    REVOKE: "停用", "Revoke";
    REVOKE_ASK: "确定停用这台设备？", "Revoke this device?";
    REVOKE_MEANS: "停用后该设备不能再查看任何数据；联网时会先上交未发送的内容，再清除该设备上的数据。停用不能撤销，继续使用须重新登录。", "It can read nothing any more. Once online it hands in what was not sent, and is wiped. This cannot be undone; to go on there one signs in again.";
    REVOKE_FAILED: "没有停用成功，请检查网络后重试。", "It was not revoked. Please check the network and try again.";
    STAY: "先不退出", "Stay";
}
