//! Sentences of the lock.

crate::words::words! {
    TITLE: "应用锁", "App lock";
    MEANS: "启用后，打开应用需要输入数字密码，本机上的走访记录、草稿和照片都加密保存。忘记数字密码也不会丢失内容：联网后用登录密码验证，就可以重新设置。", "Once it is on, the app opens with a PIN, and visits, drafts and photos on this device are kept encrypted. A forgotten PIN loses nothing: online, your sign-in password lets you set a new one.";
    REQUIRED: "本市要求每部手机启用应用锁，请先设置数字密码。", "Your city asks for an app lock on each phone. Please set a PIN first.";
    REQUIRED_LATER: "本市要求每部手机启用应用锁，联网后请设置数字密码。", "Your city asks for an app lock on each phone: please set a PIN when you are online.";
    PUT_ON: "启用应用锁", "Turn the lock on";
    PIN: "数字密码（6至12位）", "PIN (6 to 12 digits)";
    PIN_AGAIN: "再输一遍", "Once more";
    CURRENT_PIN: "当前数字密码", "Current PIN";
    NEW_PIN: "新的数字密码（6至12位）", "New PIN (6 to 12 digits)";
    WEAK_LENGTH: "请输入6至12位数字", "Enter 6 to 12 digits";
    WEAK_GUESSED: "这个密码太容易猜到，请不要用重复或连续的数字", "This one is guessed too easily: no repeated or consecutive digits";
    NOT_THE_SAME: "两次输入不一致，请重新输入", "The two are not the same: enter them again";
    WORKING: "正在处理……", "Working…";
    NEEDS_NETWORK: "没有连上服务器。启用应用锁需要联网一次，请在有网络时再试。", "The server was not reached. Turning the lock on needs the network once: try again when you are online.";
    NO_MEMORY: "手机内存不足，请关闭其他应用后再试。", "The phone is short of memory: close other apps and try again.";
    FAILED: "没有办成，请稍后再试。", "It did not work: try again later.";
    SEALING: "正在加密本机上的内容，可以继续使用。", "What is on this device is being encrypted. You can go on working.";
    OPENING: "正在解除加密，可以继续使用。", "The encryption is being taken off. You can go on working.";
    IS_ON: "应用锁已启用，本机上的内容已加密。离开应用超过5分钟，再回来时需要输入数字密码。", "The lock is on, and what is on this device is encrypted. After more than 5 minutes away, the app asks for the PIN.";
    LOCK_NOW: "立即锁定", "Lock now";
    CHANGE: "修改数字密码", "Change the PIN";
    CHANGED: "数字密码已修改。", "The PIN is changed.";
    TAKE_OFF: "关闭应用锁", "Turn the lock off";
    CANCEL: "取消", "Cancel";
    SAVE: "保存", "Save";
    LOCKED: "应用已锁定", "The app is locked";
    UNLOCK: "解锁", "Unlock";
    WRONG: "数字密码不对，请重新输入", "Wrong PIN: try again";
    WAIT: "输错次数过多，请等待{n}秒后再试", "Too many wrong PINs: wait {n} seconds";
    FORGOTTEN: "忘记数字密码", "Forgot the PIN";
    FORGOTTEN_MEANS: "请联网后输入登录密码验证身份，然后重新设置数字密码。本机上没有发送的内容都会保留。", "Online, enter your sign-in password, then set a new PIN. Everything unsent on this device stays.";
    PASSWORD: "登录密码", "Sign-in password";
    VERIFY: "验证", "Verify";
    WRONG_PASSWORD: "登录密码不对，或者账号已停用", "Wrong password, or the account is disabled";
    TOO_MANY: "尝试次数过多，请15分钟后再试", "Too many tries: wait 15 minutes";
    OFFLINE: "没有连上服务器，请联网后再试", "The server was not reached: try again online";
    FOREIGN: "服务器打不开本机的应用锁，请联系系统管理员；本机上的内容仍然保留", "The server cannot open this lock: ask the administrator. What is on this device stays";
    SET_NEW: "验证通过，请设置新的数字密码。", "Verified. Set a new PIN.";
    BACK: "返回输入数字密码", "Back to the PIN";
    OTHER_ACCOUNT: "用其他账号登录", "Sign in with another account";
}
