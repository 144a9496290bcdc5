import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  audit: {
    title: "审计日志",
    text: "谁从哪里登录过，以及公司需要负责的操作。日志不可修改。",
    none: "没有这样的记录",
    export: "导出 CSV",
    kind: "事项",
    anyKind: "全部事项",
    person: "人员",
    anybody: "所有人",
    days: "起止日期",
    system: "命令行",
    unknown: "未知人员",
    byKey: "通过 API 密钥",
    kinds: {
      signed_in: "登录",
      sign_in_failed: "登录失败",
      signed_out: "退出登录",
      locked: "锁定",
      unlocked: "解除锁定",
      session_revoked: "结束会话",
      password_changed: "修改密码",
      person_added: "添加人员",
      person_changed: "修改人员",
      role_changed: "更改角色",
      person_deactivated: "停用",
      person_activated: "启用",
      key_made: "创建密钥",
      key_revoked: "停用密钥",
      export_made: "导出",
      import_undone: "撤销导入",
      company_changed: "更改公司设置",
    },
    details: {
      email: "邮箱",
      name: "姓名",
      role: "角色",
      language: "语言",
      scopes: "权限",
      expires_at: "到期",
      fields: "字段",
      all: "全部记录",
      deleted: "回收站",
      currency: "货币",
      zone: "时区",
      country: "国家",
    },
  },
};

export default texts;
