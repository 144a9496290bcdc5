import type arrangement from "../features/arrangement/words/en";
import type audit from "../features/audit/words/en";
import type brand from "../features/brand/words/en";
import type config from "../features/config/words/en";
import type privacy from "../features/privacy/room/words/en";
import type rules from "../features/rules/words/en";
import type studio from "../features/studio/words/en";
import type units from "../features/units/words/en";

/** What rooms bring along that not everybody enters. */
export type Words = typeof arrangement &
  typeof audit &
  typeof brand &
  typeof config &
  typeof privacy &
  typeof rules &
  typeof studio &
  typeof units;
