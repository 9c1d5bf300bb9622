import type { ComponentChildren, VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Tabs } from '../../parts/tabs';
import { SETTINGS_PARTS, settingsHref, type SettingsPart } from './parts';

/** The frame of one part of the settings. */
export interface SettingsFrameProps {
  readonly chrome: Chrome;
  readonly part: SettingsPart;
  /** The page shows a form that was refused. */
  readonly problem?: boolean | undefined;
  readonly children: ComponentChildren;
}

/** Title and tabs around a part of the settings. The part brings its cards, without an `h1`. */
export function SettingsFrame({ chrome, part, problem, children }: SettingsFrameProps): VNode {
  const { label } = SETTINGS_PARTS[part];
  return (
    <AdminLayout
      chrome={chrome}
      title={`${label}, Settings`}
      nav="settings"
      crumbs={[{ label: 'Settings', href: '/admin/settings' }, { label }]}
      problem={problem}
    >
      <h1>Settings</h1>
      <Tabs
        label="Parts of the settings"
        tabs={Object.entries(SETTINGS_PARTS).map(([name, entry]) => ({
          label: entry.label,
          href: settingsHref(name as SettingsPart),
          current: name === part,
        }))}
      />
      {children}
    </AdminLayout>
  );
}
