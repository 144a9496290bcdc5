import { Typography } from "antd";

/** A secret that is shown only now, to be copied. */
export function Secret({ text, secret }: { text: string; secret: string }) {
  return (
    <>
      <p>{text}</p>
      <Typography.Text copyable code style={{ overflowWrap: "anywhere" }}>
        {secret}
      </Typography.Text>
    </>
  );
}
