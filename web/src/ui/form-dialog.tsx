import { Alert, Form, type FormInstance, Modal } from "antd";
import { type ReactNode, useId, useState } from "react";
import { Problem } from "../api/client";
import { useActions } from "../app/actions";
import { useTranslation } from "../app/i18n";
import { useProblemText } from "./notices";
import { refusalText } from "./refusal";

interface Props<Values> {
  title: string;
  /** Verb on the button that does it. */
  save: string;
  /** Word on the button that does not; `Cancel` when left out. */
  leave?: string;
  danger?: boolean;
  /** Nothing is entered that could be saved. */
  idle?: boolean;
  width?: number;
  form?: FormInstance<Values>;
  initial?: Partial<Values>;
  /** Resolves when it is done; rejects with the server's refusal. */
  submit: (values: Values) => Promise<void>;
  /** Words for a part of the input that has no field in the form. */
  nameOf?: (field: string) => string;
  children?: ReactNode;
  onClose: () => void;
}

/** A few fields in a dialog. What the server refuses is said beside its field, the rest below; nothing entered is lost. */
export function FormDialog<Values extends object>(props: Props<Values>) {
  const { title, save, leave, danger, idle, width, initial, submit, nameOf, children, onClose } = props;
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [form] = Form.useForm<Values>(props.form);
  // a field of the page may be called alike
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  useActions(
    busy || idle
      ? []
      : [{ id: "save", group: "form", text: save, keys: "Mod+Enter", run: () => form.submit() }],
  );

  function refused(error: unknown) {
    const errors = error instanceof Problem ? error.errors : [];
    const fields = Object.keys(form.getFieldsValue());
    const here = errors.filter((one) => fields.includes(one.field));
    for (const one of here) form.setFields([{ name: one.field as never, errors: [refusalText(one)] }]);
    const rest = errors.filter((one) => !here.includes(one));
    if (here.length === 0) setWrong(problemText(error, nameOf));
    else if (rest.length > 0) setWrong(problemText(new Problem(422, { errors: rest }), nameOf));
  }
  async function finish(values: Values) {
    setBusy(true);
    setWrong(undefined);
    try {
      await submit(values);
      onClose();
    } catch (error) {
      setBusy(false);
      refused(error);
    }
  }
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={save}
      cancelText={leave ?? t("action.cancel")}
      okButtonProps={{ loading: busy, disabled: idle, danger }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values> form={form} name={id} layout="vertical" initialValues={initial} onFinish={finish}>
        {children}
      </Form>
      {wrong && (
        <Alert type="error" showIcon title={<span style={{ whiteSpace: "pre-line" }}>{wrong}</span>} />
      )}
    </Modal>
  );
}
