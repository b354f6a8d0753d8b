export type Language = 'en' | 'de' | 'fr' | 'ja';

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What office mail is about. Japanese comes as phrases, which are joined without spaces. */
export const WORDS: Readonly<Record<Language, readonly string[]>> = {
  en: split(`the ticket printer office invoice please server account password reset customer order delivery meeting
    project update report error screen login network cable support urgent request answer contract license user group
    process status closed open attached document regards thanks team monday tomorrow install software version database
    backup monitor keyboard laptop phone calendar room booking approval budget quarter shipment warehouse return
    warranty repair number reference question problem solution`),
  de: split(`der Drucker Büro Rechnung bitte Konto Passwort zurücksetzen Kunde Auftrag Lieferung Besprechung Projekt
    Bericht Fehler Bildschirm Anmeldung Netzwerk Kabel dringend Anfrage Antwort Vertrag Lizenz Benutzer Gruppe Prozess
    geschlossen geöffnet Anhang Grüße Straße müssen für über Verfügung Prüfung Gerät Störung heute morgen können`),
  fr: split(`le serveur imprimante réunion facture commande été déjà problème réseau écran équipe demande réponse contrat
    licence utilisateur français tâche livraison clôture référence système à côté bureau merci urgent demain dossier`),
  ja: split(`お世話になっております 会議 請求書 注文 確認 お願いします プリンター 故障 サーバー 接続 障害 報告 添付 資料
    ご連絡 至急 対応 完了 よろしくお願いいたします 東京 支社 担当者 日程 変更 承認`),
};

/** Words that ISO 8859-1 lacks and Windows-1252 has. */
export const WINDOWS_1252_WORDS = ['cœur', '1 200 €', '“urgent”', 'l’équipe', '– voilà –'] as const;

export const PEOPLE: Readonly<Record<Language, readonly string[]>> = {
  en: ['Anna Fischer', 'Peter Brown', 'Mary O’Neill', 'Tom Clark', 'Grace Hall'],
  de: ['Björn Müller', 'Jürgen Schröder', 'Käthe Weiß', 'Greta Koch', 'Søren Møller'],
  fr: ['Céline Dupont', 'François Lefèvre', 'Zoë Garnier', 'Hélène Roux'],
  ja: ['山田 太郎', '佐藤 花子', '鈴木 一郎', '高橋 美咲'],
};

export const DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'kunde.example',
  'lieferant.example',
] as const;

/** Attachment name to media type; some names need RFC 2231 encoding. */
export const ATTACHMENTS = [
  ['report.pdf', 'application/pdf'],
  ['Übersicht.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['scan.jpg', 'image/jpeg'],
  ['data.csv', 'text/csv'],
  ['archiv.zip', 'application/zip'],
  ['見積書.pdf', 'application/pdf'],
] as const;
