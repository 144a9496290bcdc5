import { bringWords } from "../../app/words";
import en from "./words/en";
import zhCN from "./words/zh-CN";
import zhTW from "./words/zh-TW";

bringWords({ en, "zh-CN": zhCN, "zh-TW": zhTW });
