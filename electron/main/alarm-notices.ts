import { app, BrowserWindow, Notification } from 'electron';
import type { Alarm } from '../../shared/domain/alarm.ts';
import { alarmText } from '../engine/alarms/alarm-text.ts';

/** Tells on the desktop that an account needs a person, or works again; a click brings the window to the front. */
export function showAlarm(alarm: Alarm, language: string): void {
  if (!Notification.isSupported()) return;
  const { title, text } = alarmText(alarm, language === 'system' ? app.getLocale() : language);
  const notice = new Notification({ title, body: text });
  notice.on('click', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined || window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  notice.show();
}
