import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { SETTINGS_PARTS, settingsHref, type SettingsPart } from './parts';

/** Every part of the settings with what is set there. */
export function SettingsPage({ chrome }: { readonly chrome: Chrome }): VNode {
  return (
    <AdminLayout chrome={chrome} title="Settings" nav="settings" crumbs={[{ label: 'Settings' }]}>
      <h1>Settings</h1>
      <Card id="parts" title="What can be set" lead="Certificates and applications have pages of their own.">
        <ul class="plain stack s3">
          {Object.entries(SETTINGS_PARTS).map(([part, { label, text }]) => (
            <li>
              <a href={settingsHref(part as SettingsPart)}>{label}</a>
              <p class="muted small">{text}</p>
            </li>
          ))}
        </ul>
      </Card>
    </AdminLayout>
  );
}
