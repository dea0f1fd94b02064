//! Sentences of the library: policies, land and plant, local needs, notes on chains.

crate::words::words! {
    LIBRARY: "资料库", "Library";
    MATERIAL: "资料", "Material";
    SEARCH: "搜索标题、文号和正文", "Title, number or text";
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
    IN_FORCE_UNTIL: "本资料有效期至{day}。", "Valid until {day}.";
    IN_FORCE: "本资料有效期以原文为准。", "As to its end see the original.";
    FROM_DAY: "本资料自{day}起生效，目前不能对外承诺。", "In force from {day}: not to be promised yet.";
    ENDED_ON: "本资料已于{day}到期，不能对外承诺。", "Expired on {day}: not to be promised any more.";

    NUMBER: "文号", "Number";
    ISSUER: "发文机关", "Issued by";
    VALID: "有效期", "Valid";
    PLACE: "位置", "Place";
    CHAIN: "产业链", "Chain";
    LAND_MU: "面积", "Area";
    PLANT_M2: "建筑面积", "Floor space";
    M2: "平方米", "m²";
    PRICE: "价格", "Price";
    COMPANY: "需求企业", "Company";
    ASK: "联系方式", "Ask";

    VALID_FROM_DAY: "自{day}起", "from {day}";
    STARTS_THEN: "{day}起生效", "in force from {day}";
    ENDS_THEN: "有效期至{day}", "until {day}";
    ENDED_THEN: "已于{day}到期", "ended on {day}";
    VALID_TO_DAY: "至{day}", "until {day}";
    APPLIES_TO: "适用地区", "Applies to";

    SHARE: "发送文字", "Share as text";
    SHARED: "已复制，可粘贴发送。", "Copied: paste it where you want to send it.";
    NOT_SHARED: "没有复制成功，请长按正文选取。", "Not copied: please select the text below.";

    // At the desk.
    BACK: "返回资料库", "Back to the library";
    WRITE_NEW: "新增资料", "New material";
    AMEND: "修改", "Amend";
    AMEND_TITLE: "修改资料", "Amend a material";
    BY_VALIDITY: "按有效期查看", "By validity";
    VALID_NOW: "有效", "In force";
    ALL_SORTS: "全部类别", "All sorts";
    NOTHING_YET: "还没有资料。新增后，小分队的手机联网时自动收到。", "No materials yet. Teams receive on their phones what is written here.";
    NONE_FITS: "没有符合条件的资料。", "No material fits.";
    NONE_OPEN: "选择一份资料查看。", "Choose a material.";
    NO_TITLE_YET: "未填标题", "No title yet";
    NOT_FOUND: "没有这份资料，可能已撤下，或暂时连不上服务器。", "There is no such material; it may have been taken off, or the server cannot be reached.";
    ON_PHONES: "小分队的资料库在手机页面查看。", "Teams find the library on the phone's pages.";
    ONLY_REVIEWERS: "资料由审核人员填写，您的账号没有这项权限。", "Reviewers write the materials; your account does not.";
    WRITTEN_BY: "{unit} · {author} · {time}更新", "{unit} · {author} · updated {time}";
    TO_BE_SENT: "已存本机，联网后自动发布。", "It is on this device and is published once there is a network.";
    TO_BE_SENT_SIGNED_IN: "已存本机，重新登录后自动发布。", "It is on this device and is published once you sign in again.";
    NOT_TAKEN: "没有发布成功：{why}。", "It was not published: {why}.";

    TAKE_OFF: "撤下", "Take off";
    TAKE_OFF_ASK: "确定撤下这份资料？", "Take this material off?";
    TAKE_OFF_MEANS: "撤下后，小分队的手机下次联网时不再显示这份资料，且不能恢复。如只是到期，请修改“有效期至”。", "Phones no longer show it once they have been online, and it cannot be brought back. If it has only expired, change its last day instead.";

    PUBLISH: "发布", "Publish";
    PUBLISH_CHANGES: "发布修改", "Publish the changes";
    PUBLISHED_MEANS: "发布后，小分队的手机联网时自动收到。", "Phones receive it as soon as they are online.";
    TITLE: "标题", "Title";
    TITLE_OF_POLICY: "例如：招商引资要素保障若干措施", "Title of the document";
    TITLE_OF_LAND: "例如：经开区12号地块", "Such as: Plot 12, development zone";
    TITLE_OF_PLANT: "例如：智能装备产业园A3标准厂房", "Such as: Plant A3, equipment park";
    TITLE_OF_NEED: "例如：整车企业寻求大型冲压模具本地配套", "Such as: carmaker seeks a local maker of dies";
    TITLE_OF_NOTE: "例如：装备制造产业链要点", "Such as: Notes on equipment making";
    NUMBER_EXAMPLE: "例如：×政办〔2026〕12号", "As on the document";
    ISSUER_EXAMPLE: "例如：市人民政府办公室", "Such as: General Office of the city";
    COMPANY_EXAMPLE: "营业执照上的名称", "As on its licence";
    PRICE_OF_LAND: "例如：挂牌起始价每亩38万元", "Such as: CNY 380,000 a mu and up";
    PRICE_OF_PLANT: "例如：月租金每平方米16元", "Such as: CNY 16 a m² and month";
    PLACE_OF_LAND: "例如：经开区第九大街与经南八路交叉口", "Zone and crossing";
    PLACE_OF_NEED: "企业所在县区或开发区", "County or zone of the company";
    PLACE_OF_POLICY: "例如：全市；经开区", "Such as: the whole city";
    NO_CHAIN: "不限产业链", "Any chain";
    FROM: "有效期自", "In force from";
    UNTIL: "有效期至", "In force until";
    UNTIL_HINT: "可不填，有效期以原文为准", "May be left out: the original decides then";
    TEXT: "正文", "Text";
    TEXT_HINT: "写企业关心的内容，手机上可按正文搜索", "What companies ask about; phones search it";
    ASK_EXAMPLE: "科室或姓名、电话", "Office or name, telephone";
}
