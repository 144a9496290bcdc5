import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  orders: {
    allLines: "全部明細",
    amount: "金額",
    anonymous: "無客戶",
    atMost: "最多 {{most}}",
    chooseAll: "全部退回",
    chooseNone: "清空",
    chosen_other: "已選 {{count}} 行",
    happened: {
      cameBack: "退回",
      cancelled: "取消",
      completed: "完成",
      delivery: "配送",
      paid: "付款",
      placed: "下單",
      refunded: "退款",
      returned: "退貨",
    },
    keep: "保留訂單",
    lines: "{{number}} 的明細",
    noLines: "這筆訂單沒有明細",
    none: "尚無訂單",
    nothingLeft: "這張訂單已全部退回。",
    ofMost: "可退 {{most}}",
    paidAt: "付款時間",
    price: "單價",
    product: "商品",
    quantity: "數量",
    quantityOf: "{{name}} 的退回數量",
    reason: "原因",
    steps: {
      pay: {
        name: "確認收款",
        title: "訂單 {{number}} 收款",
        text: "應收 {{amount}}。",
        do: "確認收款",
        done: "訂單 {{number}} 已收款",
      },
      return: {
        name: "退貨",
        title: "訂單 {{number}} 退回哪些商品？",
        do: "登記退貨",
        done: "訂單 {{number}} 的退貨已登記",
      },
      refund: {
        name: "退款",
        title: "訂單 {{number}} 退款",
        do: "退款",
        done: "訂單 {{number}} 的退款已登記",
      },
      cancel: {
        name: "取消訂單",
        title: "取消訂單 {{number}}？",
        text: "取消後，訂單不再計入客戶的消費，且無法復原。",
        paid: "訂單已付款，請另做退款。",
        do: "取消訂單",
        done: "訂單 {{number}} 已取消",
      },
    },
    title: "訂單",
    sum: {
      subtotal: "小計",
      discount: "折扣",
      tax: "稅金",
      shipping: "運費",
      total: "合計",
      refunded: "已退款",
    },
  },
};

export default texts;
