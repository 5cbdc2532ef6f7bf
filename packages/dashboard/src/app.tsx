import type { JSX } from 'preact';
import { ActivityPanel } from './activity/activity-panel.tsx';
import { AnalysisPanel } from './analysis/analysis-panel.tsx';
import { ControllersPanel } from './controllers/controllers-panel.tsx';
import { useDashboard } from './dashboard-context.ts';
import { DemodulatorsPanel } from './demodulators/demodulators-panel.tsx';
import { GeneratorsPanel } from './generators/generators-panel.tsx';
import { Header } from './header/header.tsx';
import { CodePanel } from './log/code-panel.tsx';
import { SituationBar } from './login/situation-bar.tsx';
import { NoticesPanel } from './notices/notices-panel.tsx';
import { OtherModulesPanel } from './other-modules/other-modules-panel.tsx';
import { type PageName, shownPage } from './pages.ts';
import { RoutingPanel } from './routing/routing-panel.tsx';
import { SamplerPanel } from './sampler/sampler-panel.tsx';
import { ScopePanel } from './scope/scope-panel.tsx';
import { StatesPanel } from './states/states-panel.tsx';

const page = shownPage(window);

/** The whole page. */
export function App({ pageVersion }: { readonly pageVersion: string }): JSX.Element {
  const { link } = useDashboard();
  return (
    <div class={link.live.value ? 'app' : 'app stale'}>
      <div class="top">
        <Header page={page.value} />
        <SituationBar pageVersion={pageVersion} />
      </div>
      <main class={`page ${page.value}`}>
        <Page name={page.value} />
      </main>
      <NoticesPanel />
    </div>
  );
}

function Page({ name }: { readonly name: PageName }): JSX.Element {
  switch (name) {
    case 'bench':
      return (
        <>
          <div class="traces">
            <ScopePanel />
            <AnalysisPanel />
            <SamplerPanel />
          </div>
          <div class="modules">
            <GeneratorsPanel />
            <ControllersPanel />
            <DemodulatorsPanel />
            <OtherModulesPanel />
          </div>
        </>
      );
    case 'routing':
      return <RoutingPanel />;
    case 'activity':
      return <ActivityPanel />;
    case 'states':
      return <StatesPanel />;
    case 'code':
      return <CodePanel />;
  }
}
