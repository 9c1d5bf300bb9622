import type { Words } from '../catalog';
import type { secondFactorSentences as english } from '../en/second-factor';

type Counted = { readonly left: number };

const codes = ({ left }: Counted): string => `${left} ${left === 1 ? 'Notfallcode' : 'Notfallcodes'}`;

/** The second step of signing in, setting factors up, and what people read of them on their Security page. */
export const secondFactor: Words['secondFactor'] = {
  kinds: { totp: 'Authenticator-App', passkey: 'Passkey' },
  step: {
    title: 'Zweiter Schritt',
    leadSignIn: 'Ihr Passwort stimmt. Ein weiterer Schritt zeigt, dass Sie es sind.',
    leadStepUp: 'Was Sie öffnen möchten, verlangt einen zweiten Schritt.',
    code: 'Code',
    codeHelp: 'Die sechs Ziffern, die Ihre Authenticator-App jetzt anzeigt.',
    button: 'Weiter',
    passkeyButton: 'Passkey verwenden',
    passkeyLead: 'Ihr Browser fragt nach Ihrem Passkey: Finger, Gesicht, PIN oder Sicherheitsschlüssel.',
    needsScript: 'Passkeys brauchen JavaScript, und das ist in diesem Browser ausgeschaltet.',
    noPasskeysHere: 'Dieser Browser kennt keine Passkeys.',
    passkeyStopped:
      'Der Passkey wurde nicht verwendet: abgebrochen, oder es dauerte zu lange. Versuchen Sie es noch einmal.',
    recoveryLink: 'Notfallcode verwenden',
    recoveryTitle: 'Notfallcode',
    recoveryLead: 'Einer der Codes, die Sie beim Einrichten aufbewahrt haben. Jeder gilt einmal.',
    recovery: 'Notfallcode',
    recoveryHelp: 'Drei Gruppen zu vier Buchstaben und Ziffern. Großschreibung und Bindestriche sind gleich.',
    back: 'Zurück zum Code',
    clock: ({ time }) =>
      `Codes hängen von der Uhrzeit ab. Nach der Uhr hier ist es ${time}. Zeigt Ihr Telefon eine andere Zeit, lassen Sie es die Uhr selbst stellen und versuchen Sie einen neuen Code.`,
    startAgain: 'Als jemand anderes anmelden',
    lost: 'Telefon und Notfallcodes verloren? Ihre Administration kann den zweiten Faktor zurücksetzen.',
    over: 'Die Anmeldung hat zu lange gedauert, oder Ihr Konto hat sich inzwischen geändert. Beginnen Sie noch einmal.',
  },
  passkeySignIn: { button: 'Mit Passkey anmelden', or: 'oder' },
  setup: {
    title: 'Zweiten Schritt einrichten',
    leadAsked: ({ organisation }) =>
      `${organisation} verlangt, dass Sie sich neben dem Passwort mit einem zweiten Schritt anmelden. Es dauert eine Minute.`,
    leadHere:
      'Was Sie öffnen möchten, steht nur Personen mit einem zweiten Faktor offen. Das Einrichten dauert eine Minute.',
    leadOwn: 'Mit einem zweiten Schritt kann sich niemand als Sie anmelden, der nur Ihr Passwort kennt.',
    daysLeft: ({ days }) =>
      days === 1 ? 'Sie können es bis morgen aufschieben.' : `Sie können es noch ${days} Tage aufschieben.`,
    due: 'Es lässt sich nicht mehr aufschieben.',
    later: ({ days }) => `Später (noch ${days} ${days === 1 ? 'Tag' : 'Tage'})`,
    appTitle: 'Mit einer Authenticator-App',
    appLead:
      'Eine App auf Ihrem Telefon, die alle 30 Sekunden einen neuen Code zeigt, etwa die, die Sie anderswo schon verwenden.',
    scan: 'Scannen Sie dieses Bild mit der App:',
    picture: 'QR-Code für Ihre Authenticator-App. Dasselbe steht darunter als Text.',
    secret: 'Oder geben Sie diesen Schlüssel in die App ein',
    secretHelp: 'Art: zeitbasiert. Die Leerzeichen sind gleich.',
    code: 'Code der App',
    codeHelp: 'Die sechs Ziffern, die sie jetzt anzeigt. Sie zeigen, dass die App eingerichtet ist.',
    name: 'Name',
    nameHelp: 'Damit Sie es wiedererkennen.',
    appName: 'Authenticator-App',
    appButton: 'Diese App einrichten',
    passkeyTitle: 'Mit einem Passkey',
    passkeyLead:
      'Ihr Finger, Ihr Gesicht oder die PIN dieses Geräts, oder ein Sicherheitsschlüssel. Nichts zum Eintippen, und nichts, was man versehentlich verrät.',
    passkeyName: ({ device }) => `Passkey von ${device}`,
    passkeyButton: 'Passkey anlegen',
    passkeyAddress: 'Passkeys gibt es an Adressen, die mit https beginnen; diese gehört nicht dazu.',
    backHome: 'Zurück zu meinen Anwendungen',
    backSecurity: 'Zurück zu Sicherheit',
  },
  codes: {
    title: 'Ihre Notfallcodes',
    lead: 'Wenn Sie Telefon oder Passkey verlieren, meldet Sie jeder dieser Codes einmal an. Sie werden jetzt angezeigt und nie wieder.',
    keep: 'Drucken Sie sie aus oder legen Sie sie in Ihren Passwortmanager. Bewahren Sie sie nicht auf dem Telefon auf, für das sie einspringen.',
    label: 'Notfallcodes, einer je Zeile',
    done: 'Ich habe sie aufbewahrt',
    oldOver: 'Frühere Codes gelten nicht mehr.',
  },
  cards: {
    title: 'Zweiter Schritt',
    leadNone: 'Nichts ist eingerichtet. Wer Ihr Passwort kennt, kann sich als Sie anmelden.',
    leadSome: 'Nach dem Passwort werden Sie nach einem davon gefragt.',
    asked: 'Ihre Organisation verlangt einen.',
    add: 'Hinzufügen',
    table: 'Ihre zweiten Faktoren',
    nameHead: 'Name',
    addedHead: 'Hinzugefügt',
    usedHead: 'Zuletzt verwendet',
    actionHead: 'Aktion',
    never: 'Nie',
    rename: 'Umbenennen',
    renameOf: ({ name }) => `${name} umbenennen`,
    remove: 'Entfernen',
    removeOf: ({ name }) => `${name} entfernen`,
    newName: 'Neuer Name',
    save: 'Namen speichern',
    cancel: 'Abbrechen',
    renameTitle: ({ name }) => `${name} umbenennen`,
    removeTitle: ({ name }) => `${name} entfernen?`,
    removeText: 'Sie können sich damit nicht mehr anmelden.',
    removeLast: 'Es ist Ihr letzter: Dann meldet Sie das Passwort allein an, und Ihre Notfallcodes gelten nicht mehr.',
    removeButton: 'Entfernen',
    codesTitle: 'Notfallcodes',
    codesLeft: ({ left }) =>
      `Sie haben noch ${codes({ left })}. Jeder meldet Sie einmal an, wenn Sie keinen zweiten Faktor zur Hand haben.`,
    codesFew: ({ left }) =>
      left === 0
        ? 'Sie haben keinen Notfallcode mehr. Erzeugen Sie neue, bevor Sie einen brauchen.'
        : `Sie haben nur noch ${codes({ left })}. Erzeugen Sie neue, bevor Sie sie brauchen.`,
    codesButton: 'Neue Notfallcodes erzeugen',
    codesNote: 'Die bisherigen Codes gelten dann nicht mehr.',
  },
  flash: {
    added: ({ name }) => `${name} ist eingerichtet`,
    removed: ({ name }) => `${name} ist entfernt`,
    renamed: 'Der neue Name ist gespeichert',
    recoveryUsed: 'Sie haben einen Notfallcode verwendet',
    recoveryLeft: ({ left }) => `Sie haben noch ${codes({ left })}.`,
    recoveryFew: ({ left }) => `Sie haben noch ${codes({ left })}. Erzeugen Sie neue auf der Seite Sicherheit.`,
    security: 'Sicherheit',
    signInAgain: 'Melden Sie sich zuerst noch einmal an',
    signInAgainText: 'Wer ändert, wie er sich anmeldet, muss sich gerade eben angemeldet haben.',
  },
  mail: {
    added: {
      subject: 'Ihrem Konto wurde ein zweiter Faktor hinzugefügt',
      text: ({ name }) => `„${name}“ gilt von jetzt an als zweiter Schritt bei der Anmeldung an Ihrem Konto.`,
    },
    removed: {
      subject: 'Ein zweiter Faktor wurde von Ihrem Konto entfernt',
      text: ({ name }) => `Mit „${name}“ kann man sich an Ihrem Konto nicht mehr anmelden.`,
    },
    reset: {
      subject: 'Ihr zweiter Faktor wurde zurückgesetzt',
      text: () =>
        'Ihre Administration hat alle zweiten Faktoren und Notfallcodes von Ihrem Konto genommen und Sie überall abgemeldet. Melden Sie sich mit Ihrem Passwort an und richten Sie einen neuen ein.',
    },
    recoveryUsed: {
      subject: 'Mit einem Notfallcode hat sich jemand an Ihrem Konto angemeldet',
      text: ({ name }) => `Verbleibende Notfallcodes: ${name}.`,
    },
    notYou: 'Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort und sagen Sie Ihrer Administration Bescheid.',
    link: 'Sicherheit öffnen',
    reason: 'Sie erhalten diese Nachricht, weil sie Ihr Konto betrifft. Sie lässt sich nicht abschalten.',
  },
};

/** Sentences that actions answer with. */
export const secondFactorSentences: typeof english = {
  code_form: () => 'Ein Code hat sechs Ziffern.',
  code_wrong: () =>
    'Dieser Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten und geben Sie den ein.',
  code_wrong_new: () =>
    'Dieser Code stimmt nicht. Prüfen Sie die Uhr Ihres Telefons, warten Sie auf den nächsten Code und geben Sie den ein.',
  recovery_code_wrong: () => 'Dieser Notfallcode stimmt nicht oder wurde schon verwendet.',
  passkey_wrong: () =>
    'Dieser Passkey hat hier nicht funktioniert. Vielleicht wurde er entfernt. Melden Sie sich auf anderem Weg an.',
  passkey_not_made: () =>
    'Es wurde kein Passkey angelegt: abgebrochen, zu lange gewartet, oder die Seite war zu lange offen. Versuchen Sie es noch einmal.',
  passkey_address: () => 'Passkeys gibt es an Adressen, die mit https beginnen; diese gehört nicht dazu.',
  passkey_not_alone: () => 'Ein Passkey allein meldet Sie hier nicht an. Nehmen Sie zuerst Ihr Passwort.',
  second_factor_name_missing: () => 'Geben Sie einen Namen ein.',
  second_factor_name_long: ({ most }) => `Ein Name kann höchstens ${most} Zeichen haben, ohne Zeilenumbruch.`,
  second_factor_many: ({ most }) => `Sie haben ${most} zweite Faktoren; mehr geht nicht. Entfernen Sie zuerst einen.`,
  second_factor_taken: () => 'Dieser ist schon eingerichtet.',
  second_factor_none: () => 'Richten Sie zuerst einen zweiten Faktor ein.',
  second_factor_last: () =>
    'Das ist Ihr letzter zweiter Faktor, und einer wird von Ihnen verlangt. Fügen Sie zuerst einen anderen hinzu.',
  second_factor_setup_over: () => 'Diese Seite war zu lange offen. Hier ist ein neuer Schlüssel für Ihre App.',
};
