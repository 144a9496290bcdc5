import type { FieldDef, ObjectDef, Stage } from "../../api/types";

/** The select that holds the stages of an object's records. */
export function stageField(object: ObjectDef): FieldDef | undefined {
  return object.fields.find((field) => !field.hidden && Boolean(field.stages?.length));
}

/** What an option is as a stage, said in full. */
export function stageOf(field: FieldDef, value: unknown): Stage {
  const told = field.stages?.find((stage) => stage.value === value);
  return { value: String(value), outcome: "open", needs: [], from: [], ...told };
}
