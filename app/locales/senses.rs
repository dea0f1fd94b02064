//! What is said of the phone's position and microphone.

crate::words::words! {
    POSITION_REFUSED: "手机没有允许定位，可在系统设置中开启，也可以只写地点。", "Your phone does not allow it. You can allow it in its settings, or write the place only.";
    POSITION_NOT_FOUND: "暂时定不到位，可稍后再试，也可以只写地点。", "Your position was not found. Try again later, or write the place only.";
    VOICE_NOTE: "录音", "Voice note";
    PLAY: "播放 {name}", "Play {name}";
    PAUSE: "暂停 {name}", "Pause {name}";
    PLAYED_UP_TO: "{name} 播放进度", "Position in {name}";
    VOICE_NEEDS_NETWORK: "这段录音不在本机，联网后可以播放。", "This note is not on this device; it can be heard once there is a network.";
    VOICE_NOT_HERE_YET: "这段录音还没有传到，传到后可以播放。", "This note has not arrived yet; it can be heard when it has.";
    VOICE_NOT_PLAYED: "浏览器不能播放这段录音，可以点文件名下载后收听。", "This browser cannot play it. Tap its name to download it, and hear it elsewhere.";
    MICROPHONE_REFUSED: "手机没有允许使用麦克风，请在系统设置中开启。", "Your phone does not allow the microphone: please allow it in its settings.";
    RECORDING_BROKE_OFF: "录音已中断，已录部分将作为附件保存。请检查麦克风，如需继续，请重新录音。", "The recording broke off; what was recorded until then comes with the files. Please check the microphone, and record again to go on.";
    NO_MICROPHONE: "这台设备或浏览器不能录音，可以用手机录好后添加文件。", "This device or browser cannot record. You can add a recording made elsewhere.";
}
