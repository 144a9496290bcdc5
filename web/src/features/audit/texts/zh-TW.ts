import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  audit: {
    title: "稽核記錄",
    text: "誰從哪裡登入過，以及公司需要負責的操作。記錄不可修改。",
    none: "沒有這樣的記錄",
    export: "匯出 CSV",
    kind: "事項",
    anyKind: "全部事項",
    person: "人員",
    anybody: "所有人",
    days: "起訖日期",
    system: "命令列",
    unknown: "不明人員",
    byKey: "透過 API 金鑰",
    kinds: {
      signed_in: "登入",
      sign_in_failed: "登入失敗",
      signed_out: "登出",
      locked: "鎖定",
      unlocked: "解除鎖定",
      session_revoked: "結束工作階段",
      password_changed: "變更密碼",
      person_added: "新增人員",
      person_changed: "修改人員",
      role_changed: "變更角色",
      person_deactivated: "停用",
      person_activated: "啟用",
      key_made: "建立金鑰",
      key_revoked: "停用金鑰",
      export_made: "匯出",
      import_undone: "復原匯入",
      company_changed: "變更公司設定",
    },
    details: {
      email: "電子郵件",
      name: "姓名",
      role: "角色",
      language: "語言",
      scopes: "權限",
      expires_at: "到期",
      fields: "欄位",
      all: "全部記錄",
      deleted: "資源回收筒",
      currency: "幣別",
      zone: "時區",
      country: "國家",
    },
  },
};

export default texts;
