import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  orders: {
    allLines: "全部明细",
    amount: "金额",
    anonymous: "无客户",
    atMost: "最多 {{most}}",
    chooseAll: "全部退回",
    chooseNone: "清空",
    chosen_other: "已选 {{count}} 行",
    happened: {
      cameBack: "退回",
      cancelled: "取消",
      completed: "完成",
      delivery: "配送",
      paid: "付款",
      placed: "下单",
      refunded: "退款",
      returned: "退货",
    },
    keep: "保留订单",
    lines: "{{number}} 的明细",
    noLines: "这个订单没有明细",
    none: "还没有订单",
    nothingLeft: "这张订单已全部退回。",
    ofMost: "可退 {{most}}",
    paidAt: "付款时间",
    price: "单价",
    product: "商品",
    quantity: "数量",
    quantityOf: "{{name}} 的退回数量",
    reason: "原因",
    steps: {
      pay: {
        name: "确认收款",
        title: "订单 {{number}} 收款",
        text: "应收 {{amount}}。",
        do: "确认收款",
        done: "订单 {{number}} 已收款",
      },
      return: {
        name: "退货",
        title: "订单 {{number}} 退回哪些商品？",
        do: "登记退货",
        done: "订单 {{number}} 的退货已登记",
      },
      refund: {
        name: "退款",
        title: "订单 {{number}} 退款",
        do: "退款",
        done: "订单 {{number}} 的退款已登记",
      },
      cancel: {
        name: "取消订单",
        title: "取消订单 {{number}}？",
        text: "取消后，订单不再计入客户的消费，且无法恢复。",
        paid: "订单已付款，请另做退款。",
        do: "取消订单",
        done: "订单 {{number}} 已取消",
      },
    },
    title: "订单",
    sum: {
      subtotal: "小计",
      discount: "折扣",
      tax: "税费",
      shipping: "运费",
      total: "合计",
      refunded: "已退款",
    },
  },
};

export default texts;
