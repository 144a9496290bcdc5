import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  scan: {
    again: "再扫一次",
    camera: "摄像头画面",
    denied: "浏览器未允许此页面使用摄像头。请在地址栏中允许，或者选择一张图片。",
    hint: "把条形码或二维码对准摄像头：序列号、订单号，或打印出来的记录上的二维码。",
    insecure: "只有 https 页面才能使用摄像头，请选择一张图片。",
    looking: "正在查找 {{code}} …",
    noCode: "图片上没有可以识别的码。请靠近一些，放平，并保证光线充足。",
    none: "没有可用的摄像头，请选择一张图片。",
    nothing: "没有与 {{code}} 有关的内容。",
    open: "扫码",
    picture: "选择图片",
    title: "扫码打开",
  },
};

export default texts;
