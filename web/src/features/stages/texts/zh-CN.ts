import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  stages: {
    are: "这些选项是业务阶段",
    areHelp: "记录会沿着这些阶段推进：看板和记录页面会显示进度，也可以规定进入某个阶段前必须填写哪些字段。",
    taken: "“{{field}}”已经是这个对象的阶段字段，一个对象只能有一个。",
    partOf: "{{name}}：{{what}}",
    outcome: "结果",
    outcomes: { open: "进行中", won: "赢单", lost: "输单" },
    probability: "成功概率",
    stalledAfter: "停滞期限",
    days: "天",
    needs: "进入前必须填写",
    nothing: "不作要求",
    from: "可以从哪些阶段进入",
    anywhere: "不限；新记录可以从任何阶段开始",
    enter: "{{title}}：进入{{stage}}",
    move: "移到{{stage}}",
    asks_other: "进入{{stage}}前，请填写：",
    shut: "还没有填写，而您没有权限填写：{{names}}。请联系有权限的同事。",
    stalled_other: "已停滞，停留 {{count}} 天",
    next: "下一步：{{stage}}",
    entered: "进入时间：",
    end: "结束",
    closed: "不能从当前阶段进入{{stage}}。",
    weighted: "按概率 {{percent}}% 折算",
    saveFirst: "保存之后即可设置新选项的阶段属性。",
  },
};

export default texts;
