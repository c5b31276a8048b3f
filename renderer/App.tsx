import { StyleProvider } from "@ant-design/cssinjs";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import chinese from "dayjs/locale/zh-cn";
import { useEffect, useLayoutEffect } from "react";
import type { ReactNode } from "react";
import { useIncidents } from "./findings/incidents-store.ts";
import { useEvidence } from "./evidence/store.ts";
import { useFindings } from "./findings/store.ts";
import { useAdministration } from "./administration/store.ts";
import { useFootage } from "./footage/store.ts";
import { LanguageProvider } from "./i18n/language.tsx";
import { useLogList } from "./log/list.ts";
import { useLog } from "./log/store.ts";
import { useVerification, watchVerification } from "./log/verification.ts";
import { JoinScreen } from "./joining/JoinScreen.tsx";
import { useJoining } from "./joining/store.ts";
import { watchNotes } from "./annotate/store.ts";
import { watchMarks } from "./player/marks.ts";
import { usePolicyChange } from "./policy/store.ts";
import { useReceipts } from "./receipts/store.ts";
import { useRegisters } from "./registers/store.ts";
import { useDeclarations } from "./declarations/store.ts";
import { useRetention } from "./retention/store.ts";
import { useRequests, watchRequests } from "./requests/store.ts";
import { useSession, watchSession } from "./session/store.ts";
import { SignIn } from "./session/SignIn.tsx";
import { Frame } from "./shell/Frame.tsx";
import { watchFocus } from "./shell/kept-focus.ts";
import { watchActivity } from "./session/activity.ts";
import { idle, valueOf } from "./shell/loadable.ts";
import { useStanding } from "./standing-orders/store.ts";
import { useStation, watchStation } from "./station/store.ts";
import { useTimes } from "./times/store.ts";
import { watchTasks } from "./tasks/notices.ts";
import { antdThemes } from "./theme/antd.ts";
import { nowhere } from "./theme/nowhere.ts";
import { useViewing, watchViewing } from "./viewing/store.ts";
import { Player } from "./player/Player.tsx";

/** The whole screen: language and theme around either the sign-in page, the player or the frame with its places. */
export function App(): ReactNode {
  const locale = useStation((store) => store.locale);
  const timeZone = useStation(({ status }) => valueOf(status)?.timeZone);
  const chosen = useStation((store) => store.theme);
  const playing = useViewing(({ watching, viewing }) => watching && viewing !== null);
  const theme = playing ? "dark" : chosen;
  useLayoutEffect(() => {
    document.documentElement.className = theme;
    document.documentElement.lang = locale;
    dayjs.locale(locale === "en" ? "en" : chinese);
  }, [theme, locale]);
  useEffect(() => {
    const stops = [
      watchStation(),
      watchSession(),
      watchRequests(),
      watchViewing(),
      watchMarks(),
      watchNotes(),
      watchVerification(),
      watchTasks(),
      watchFocus(),
      watchActivity(),
    ];
    void useJoining.getState().refresh();
    return () => {
      for (const stop of stops) {
        stop();
      }
    };
  }, []);
  const isStation = useJoining(({ state }) => state?.at === "joined");
  useEffect(() => {
    if (isStation) {
      void useStation.getState().refresh();
      void useStation.getState().loadPolicy();
      void useSession.getState().refresh();
      void useViewing.getState().refresh();
    }
  }, [isStation]);
  const me = useSession(({ current }) => current?.person.person);
  useEffect(() => {
    if (me === undefined) {
      // What one person left on screen is not for the next.
      useViewing.getState().dismiss();
      useFootage.setState(useFootage.getInitialState());
      useRequests.setState(useRequests.getInitialState());
      useStanding.setState(useStanding.getInitialState());
      useRetention.setState(useRetention.getInitialState());
      useEvidence.setState(useEvidence.getInitialState());
      useFindings.setState(useFindings.getInitialState());
      useIncidents.setState(useIncidents.getInitialState());
      useRegisters.setState(useRegisters.getInitialState());
      useAdministration.setState(useAdministration.getInitialState());
      usePolicyChange.setState(usePolicyChange.getInitialState());
      useReceipts.setState(useReceipts.getInitialState());
      useTimes.setState(useTimes.getInitialState());
      useDeclarations.setState(useDeclarations.getInitialState());
      useLog.setState(useLog.getInitialState());
      useVerification.setState({ outcome: idle });
      useLogList.setState(useLogList.getInitialState());
    } else {
      void useSession.getState().loadDirectory();
    }
  }, [me]);
  return (
    <StyleProvider container={nowhere}>
      <ConfigProvider
        theme={antdThemes[theme]}
        locale={locale === "en" ? enUS : zhCN}
        wave={{ disabled: true }}
        button={{ autoInsertSpace: false }}
        getPopupContainer={(trigger) => trigger?.closest("dialog") ?? document.body}
      >
        <LanguageProvider locale={locale} timeZone={timeZone}>
          <Content playing={playing} />
        </LanguageProvider>
      </ConfigProvider>
    </StyleProvider>
  );
}

function Content({ playing }: { readonly playing: boolean }): ReactNode {
  const current = useSession((store) => store.current);
  const joining = useJoining((store) => store.state);
  if (joining !== null && joining.at !== "joined") {
    return <JoinScreen state={joining} />;
  }
  if (playing) {
    return <Player />;
  }
  if (current === undefined) {
    return null;
  }
  return current === null ? <SignIn /> : <Frame signedIn={current} />;
}
