import type { Translation } from "../../../locales/messages";
import type en from "./en";

const words: Translation<typeof en> = {
  arrange: {
    open: "編排頁面",
    title: "編排{{name}}頁面",
    text: "將欄位、區段和分頁拖曳到合適的位置，也可以用箭頭移動。記錄頁、表單和欄的選擇都會隨之變化。誰能檢視或編輯由角色決定，這裡只決定顯示什麼。",
    addSection: "新增區段",
    addTab: "新增分頁",
    newSection: "新區段",
    newTab: "新分頁",
    sectionName: "區段「{{name}}」的名稱",
    tabName: "分頁「{{name}}」的名稱",
    columnsOf: "「{{name}}」的欄數",
    columns_other: "{{count}} 欄",
    shown: "何時顯示「{{name}}」",
    when: "當{{condition}}時",
    for: "僅限{{roles}}",
    records: "顯示於符合條件的記錄",
    recordsHelp: "不選則一律顯示。填寫表單時會即時變化；未顯示的內容不會被修改。必填欄位在表單中一律顯示。",
    roles: "顯示給這些角色",
    rolesHelp: "這只讓頁面更整齊，並不保護資料：誰能檢視欄位由角色決定。",
    everybody: "所有人",
    moved: "{{name}}：第 {{place}} 位，共 {{count}} 位",
    reset: "恢復原廠版面",
    meanwhile: "剛剛有其他人修改了版面。對方的修改沒有被覆蓋，您的修改也沒有遺失。",
    takeTheirs: "採用對方的",
    putMine: "用我的取代",
    preview: "預覽",
    previewOf: "{{name}}記錄頁",
    as: "角色",
    asRole: "角色",
    seesNone: "此角色看不到任何{{name}}。",
    previewText: "以最新的一筆記錄預覽，尚未儲存。",
  },
};

export default words;
