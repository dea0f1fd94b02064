//! Sentences of the library: policies, land and plant, local needs, notes on chains.

crate::words::words! {
    LIBRARY: "资料库", "Library";
    MATERIAL: "资料", "Material";
    SEARCH: "搜索标题、文号和正文", "Search titles, numbers and texts";
    POLICY: "政策", "Policies";
    LAND: "地块", "Land";
    PLANT: "厂房", "Plants";
    LOCAL_NEED: "本地企业需求", "Local needs";
    CHAIN_NOTE: "产业链要点", "Notes on chains";
    SORT: "资料类别", "Sort";
    COUNT: "共{n}份资料", "{n} materials";
    FOUND_NONE: "没有找到，请换个词再试。", "Nothing found: try another word.";
    EMPTY: "本机还没有资料，联网同步后就有。", "No materials on this device yet; they come with the first sync.";
    NOT_HERE: "本机没有这份资料，联网同步后再看。", "This material is not on this device; look again after a sync.";
    PINNED: "已置顶", "Pinned";
    PIN: "置顶", "Pin";
    UNPIN: "取消置顶", "Unpin";
    PINS_HERE: "置顶只对本机有效。", "Pins are kept on this device.";

    NOT_YET: "未生效", "Not in force yet";
    ENDED: "已过期", "Expired";
    IN_FORCE_UNTIL: "本资料截至{day}有效。", "Valid until {day}.";
    IN_FORCE: "本资料有效期以原文为准。", "As to its end see the original.";
    FROM_DAY: "本资料自{day}起生效，目前不能对外承诺。", "In force from {day}: not to be promised yet.";
    ENDED_ON: "本资料已于{day}到期，不能对外承诺。", "Expired on {day}: not to be promised any more.";

    NUMBER: "文号", "Number";
    ISSUER: "发文单位", "Issued by";
    VALID: "有效期", "Valid";
    PLACE: "位置", "Place";
    CHAIN: "产业链", "Chain";
    LAND_MU: "面积", "Area";
    PLANT_M2: "建筑面积", "Floor space";
    M2: "平方米", "m²";
    PRICE: "价格", "Price";
    COMPANY: "需求企业", "Company";
    ASK: "联系人", "Ask";

    SHARE: "发送文字", "Share as text";
    SHARED: "已复制，可粘贴发送。", "Copied: paste it where you want to send it.";
    NOT_SHARED: "没有复制成功，请长按正文选取。", "Not copied: please select the text below.";
}
