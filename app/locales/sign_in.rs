//! Sentences of the sign-in page.

crate::words::words! {
    TITLE: "登录", "Sign in";
    PROMISE: "随走随记，断网也不丢一个字。", "Write as you go; not a word is lost without a network.";
    LOGIN: "账号", "Account";
    PASSWORD: "密码", "Password";
    SIGN_IN: "登录", "Sign in";
    SIGNING_IN: "正在登录", "Signing in";
    WRONG: "账号或密码不对，请核对后重试。", "This account and password do not fit. Please check both.";
    TOO_MANY: "尝试次数过多，请几分钟后再试。", "Too many tries. Please wait some minutes.";
    UNREACHABLE: "连不上服务器，请检查网络后重试。", "The server cannot be reached. Please check the network and try again.";
    INCOMPLETE: "请填写账号和密码。", "Please fill in account and password.";
    OFFLINE: "当前没有网络。在这台设备上首次登录需要联网，之后断网也能使用。", "There is no network. The first sign-in on a device needs one; afterwards the app works without.";
    NEEDS_SCRIPT: "登录需要浏览器允许运行 JavaScript。", "Signing in needs JavaScript: please allow it in your browser.";
    OTHER_LANGUAGE: "English", "中文";
    NO_ACCOUNT: "没有账号或忘记密码，请联系本单位系统管理员。", "No account, or forgot the password? Please ask your administrator.";
}
