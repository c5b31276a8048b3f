import { Button } from "antd";
import { Component } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";

interface Props {
  readonly children: ReactNode;
}

/**
 * Keeps a fault of one screen from taking the whole window with it: what is around stays usable, and the person is told.
 *
 * Give it a `key` that changes with the screen, so that another one starts afresh.
 */
export class ErrorEdge extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { readonly isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken onRetry={() => this.setState({ isBroken: false })} /> : this.props.children;
  }
}

function Broken({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="notice notice-red" role="alert" data-failure="screen">
      <p className="sentence-what">{t("state.broken")}</p>
      <p className="sentence-next">
        <span className="quiet">{t("common.next")}</span>
        {t("state.brokenNext")}
      </p>
      <Button size="small" onClick={onRetry}>
        {t("state.retry")}
      </Button>
    </div>
  );
}
