import { Select } from "antd";
import { useTranslation } from "../../app/i18n";

const departments = [
  "customers",
  "sales",
  "marketing",
  "service",
  "calls",
  "members",
  "partners",
  "insight",
] as const;

interface Props {
  id?: string;
  value?: string;
  onChange?: (department: string) => void;
}

/** In which part of the navigation an object stands. */
export function DepartmentSelect(props: Props) {
  const { t } = useTranslation();
  const options = departments.map((value) => ({ value, label: t(`department.${value}`) }));
  return <Select {...props} options={options} />;
}
