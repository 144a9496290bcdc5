import { Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "../app/i18n";
import { Failure } from "./failure";
import { useFailureNotice } from "./notices";

interface Props {
  title: string;
  /** What the notice of a failure is about. */
  what: string;
  /** Verb on the button, with how many it touches. */
  undo: string;
  danger?: boolean;
  /** What it would touch is still being looked up. */
  pending: boolean;
  /** It cannot be done, or not be told what it would touch. */
  error?: Error | null;
  submit: () => Promise<void>;
  /** What it would touch. */
  children?: ReactNode;
  onClose: () => void;
}

/** Asks before something is taken back, and shows what that touches and what it must leave. */
export function UndoDialog(props: Props) {
  const { title, what, undo, danger, pending, error, submit, children, onClose } = props;
  const { t } = useTranslation();
  const fail = useFailureNotice();
  const [busy, setBusy] = useState(false);
  async function go() {
    setBusy(true);
    try {
      await submit();
      onClose();
    } catch (failure) {
      fail(what, failure);
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      title={title}
      okText={undo}
      okButtonProps={{ danger, loading: busy, disabled: pending || Boolean(error) }}
      cancelText={t("action.cancel")}
      onOk={go}
      onCancel={onClose}
    >
      {pending && <div className="bone" style={{ height: 40 }} />}
      {error && <Failure small error={error} />}
      {children}
    </Modal>
  );
}
