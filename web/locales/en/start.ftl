# The wizard, and signing in to other systems.
start-steps = Steps of setting up
start-step-apps = Choose the systems
start-step-connections = Sign in to both
start-step-flows = Choose flows
start-step-settings = A few questions
start-step-test = Try it out
start-step-done = Begin
start-step-is-done = (done)
start-number = Step { $n } of { $of }
start-apps-title = Which systems do you want to connect?
start-apps-lead = This takes about five minutes. Nothing is written to your systems before you say so.
start-apps-lightspeed = Your web shop: orders, customers, products and stock.
start-apps-series = Lightspeed is the name of several systems. Yours is the C-Series if the address of your back office ends in webshopapp.com or shoplightspeed.com.
start-apps-hubspot = Your CRM: deals, contacts, companies and products.
start-apps-editions = Any edition will do, the free one included.
start-apps-address = Not sure? Paste the address of your back office
start-apps-recognise = Recognise
start-apps-address-hint = Copy it from your browser while you are signed in there.
start-apps-own = Continue with my accounts
start-apps-sandbox = Try with a sandbox shop
start-apps-sandbox-hint = The sandbox is an invented shop and an empty HubSpot account of your own: the whole wizard without any account.
start-seen-ecom = This is Lightspeed eCom (C-Series): you are right here.
start-seen-ecom-e = This is Lightspeed eCom (E-Series, also called Ecwid). We don't connect it yet.
start-seen-retail-r = This is Lightspeed Retail (R-Series), a till. We don't connect it yet; your web shop may still be a C-Series.
start-seen-retail-x = This is Lightspeed Retail (X-Series), a till. We don't connect it yet; your web shop may still be a C-Series.
start-seen-restaurant = This is Lightspeed Restaurant. We don't connect it yet.
start-seen-hubspot = This is HubSpot: you are right here.
start-seen-unknown = We don't recognise this address. If your shop has a domain of its own, paste the address of its back office instead.
start-connections-title = Sign in to both systems
start-connections-lead = We try each sign-in at once with a real call, so you see whether it is the right shop and the right account.
start-connections-go-on = Yes, go on
start-connections-both = Sign in to both systems first.
start-connected = Connected to { $name }.
start-n-products = { $count ->
    [one] { $n } product
   *[other] { $n } products
}
start-n-orders = { $count ->
    [one] { $n } order
   *[other] { $n } orders
}
start-n-contacts = { $count ->
    [one] { $n } contact
   *[other] { $n } contacts
}
start-n-deals = { $count ->
    [one] { $n } deal
   *[other] { $n } deals
}
start-is-it-right = Is this the right one?
start-not-right = No, sign in to another one
connection-lost = { $system } no longer lets us in. Sign in again.
asks-title = What we ask for, and what for
asks-contacts = Read and write contacts: an order's customer becomes a contact.
asks-companies = Read and write companies: business customers get their company.
asks-deals = Read and write deals: an order becomes a deal.
asks-products = Read and write products and line items: an order's lines.
asks-invoices = Read and write invoices: only for that flow; not every account has them.
asks-schemas = Read and make properties: only those you agree to later.
asks-owners = Read owners: so that a flow can assign one.
asks-orders = Read orders and invoices: to make deals and invoices of them.
asks-customers = Read customers, and write them if you choose that flow.
asks-articles = Read products and stock, and write them if you choose that flow.
asks-settings = Read settings: statuses, taxes, payment and shipping methods to choose from.
asks-never = We never delete anything that was there before, and never read payment data.
asks-names = By the names that HubSpot gives them
way-oauth = Sign in at HubSpot
way-oauth-hint = HubSpot's own page opens. Choose your account, then the button in the picture; you come back here by yourself.
way-token = Or with the token of a private app
way-token-1 = In HubSpot, open Settings, then Integrations, then Private apps.
way-token-2 = Create a private app and tick the permissions listed above.
way-token-3 = Copy its access token and paste it here.
way-token-label = Access token
way-token-hint = It begins with pat-. We keep it sealed and never show it again.
way-connect = Connect { $system }
way-key-1 = In your back office, open Settings, then Developers.
way-key-2 = Make a new API key and switch on reading for orders, customers, products and settings.
way-key-3 = Copy key and secret and paste them here.
way-key-label = API key
way-secret-label = API secret
way-language-label = Language
way-language-hint = The code of one of your shop's languages, such as nl, de, en or fr.
way-cluster-label = Where your shop is
way-cluster-eu = Europe (webshopapp.com)
way-cluster-us = North America (shoplightspeed.com)
way-install = Or install our app from Lightspeed's store
way-install-hint = Your browser is given a mark, so that we know the shop is yours when the store leads you back.
way-install-do = Install the app
way-installing = Now install the app from Lightspeed's app store, in this browser and within 15 minutes. The store leads you back here.
picture-consent = HubSpot's page with the button that lets Kopru in
picture-consent-title = Connect Kopru to HubSpot
picture-consent-do = Connect app
picture-token = HubSpot's private apps with the access token
picture-settings = Settings
picture-private-apps = Private apps
picture-access-token = Access token
picture-copy = Copy
picture-key = Lightspeed's developer settings with key and secret
picture-developers = Developers
picture-new-key = API key
picture-rights = Orders, customers, products …
colleague-ask = Send these steps to a colleague
colleague-link = Link for your colleague
colleague-link-hint = It only signs in, works once and ends after three days. It is shown only now.
colleague-title = Let Kopru in to { $system }
colleague-words = { $tenant } asks you to sign in to { $system } for them. You need no account with Kopru, and this page can do nothing else.
colleague-until = This link works once, until { $until }.
colleague-thanks = Thank you
colleague-thanks-words = { $system } is connected. You can close this page; the link no longer works.
problem-denied = { $system } was not allowed to let us in.
problem-denied-cure = Begin again and choose the button that connects the app. You need to be an admin of the account.
problem-token = HubSpot does not accept this token.
problem-token-cure = Open the private app, copy its access token anew and paste the whole of it.
problem-token-shape = This is no token.
problem-key = Lightspeed does not accept this key and secret.
problem-key-cure = Copy both anew from Settings, Developers; check that the key is of this shop and where the shop is.
problem-scope = HubSpot's sign-in lacks a permission.
problem-scope-cure = Give the app all permissions in the list, then try again.
problem-rights = The key is right, but it lacks permissions.
problem-rights-cure = Open the key under Settings, Developers and switch on reading for orders, customers, products and settings; then try again.
problem-slow = { $system } did not answer within ten seconds.
problem-slow-cure = Nothing was changed. Try again in a minute.
problem-down = { $system } can't be reached at the moment.
problem-down-cure = Nothing was changed. Try again in a minute; if it lasts, look at its status page.
asked-again = You can go on without it, or load this page again in a minute.
asked-trouble = { $system } answers, but is in trouble.
asked-sign-in = { $system } no longer lets us in.
asked-sign-in-cure = Go back to signing in and sign in again.
asked-refused = { $system } answered, but refused what we asked.
asked-refused-cure = You can go on without it. Its own words say why.
problem-limit = { $system }'s call limit is reached.
problem-limit-cure = Another app uses it up at the moment. Try again in five minutes.
problem-language = This shop does not know the language.
problem-language-cure = Enter the code of one of the shop's languages, such as nl, de, en or fr.
problem-other-account = This opens another account than before.
problem-other-account-cure = What was paired before would be wrong. Sign in to the account that was connected, or confirm that another one is meant.
problem-expired = This sign-in is over.
problem-expired-cure = It took longer than 15 minutes, or was used already. Begin again.
problem-ours = We made a mistake.
problem-ours-cure = Try again in a moment; if it lasts, tell us.
problem-full = Your plan has no room for another connection.
problem-full-cure = Nothing was connected. Choose a larger plan, or disconnect a system that you no longer use.
problem-full-do = See the plans
start-flows-title = What should flow?
start-flows-lead = Each flow keeps to one thing. You can add and change flows at any time.
start-flows-none = Choose at least one flow.
start-suggested = Suggested
start-uncounted = Not counted.
start-orders-name = Orders to HubSpot
start-orders-does = When an order is paid in the shop, a deal is made with its customer, lines and amounts.
start-orders-touches = Makes deals, line items, and customers and products that are missing. A deal that exists is never changed.
start-status-name = Order status to HubSpot
start-status-does = When an order's status changes, its deal moves to the stage you choose.
start-status-touches = Changes only the stage and status of deals that came from orders.
start-customers-name = Customers to HubSpot
start-customers-does = When a customer changes in the shop, the contact and its company are made or brought up to date.
start-customers-touches = Found by e-mail address. HubSpot holds one main address a contact; the delivery address goes into properties of its own.
start-contacts-name = Contacts to the shop
start-contacts-does = When a contact changes in HubSpot, the customer in the shop is made or brought up to date.
start-contacts-touches = Found by e-mail address. The key needs the permission to write customers.
start-products-name = Products to HubSpot
start-products-does = When a product changes in the shop, the product in HubSpot is made or brought up to date.
start-products-touches = Found by SKU. HubSpot holds one picture and one price a product; each variant is a product of its own.
start-articles-name = Products to the shop
start-articles-does = When a product changes in HubSpot, the product in the shop is made or brought up to date.
start-articles-touches = Found by SKU. The key needs the permission to write products.
start-stock-name = Stock to HubSpot
start-stock-does = When stock changes in the shop, the number stands on the product in HubSpot.
start-stock-touches = Changes one property of products that exist; it makes none.
start-invoices-name = Invoices to HubSpot
start-invoices-does = When the shop makes an invoice, HubSpot gets it at the order's deal, with its lines, amounts and whether it is paid.
start-invoices-touches = Needs the flow of orders, since an invoice hangs on its order's deal. A copy to look at: HubSpot mails nobody and collects nothing. HubSpot knows no credit notes.
start-count-orders = { $count ->
    [one] { $n } order, { $since } of them since 1 January
   *[other] { $n } orders, { $since } of them since 1 January
}
start-count-customers = { $count ->
    [one] { $n } customer, { $since } of them since 1 January
   *[other] { $n } customers, { $since } of them since 1 January
}
start-count-contacts = { $count ->
    [one] { $n } contact, { $since } of them since 1 January
   *[other] { $n } contacts, { $since } of them since 1 January
}
start-count-products = { $count ->
    [one] { $n } product, { $since } of them since 1 January
   *[other] { $n } products, { $since } of them since 1 January
}
start-count-invoices = { $count ->
    [one] { $n } invoice, { $since } of them since 1 January
   *[other] { $n } invoices, { $since } of them since 1 January
}
start-count-paid = { $all }, { $paid } of these paid
start-not-begun = Not begun yet: it is being set up
start-flows-refused = These flows can't be made as they are.
start-settings-title = A few questions
start-settings-lead = Each has an answer already; change what should be different. The lists are read from your systems.
start-keep-default = The list can't be read at the moment. Keep the default and go on; you can change it later.
start-consent-title = Properties that we would make in HubSpot
start-consent-words = HubSpot has no place for some facts of a shop. With your consent we make properties for them, in a group named Kopru.
start-consent-names = Show their names
start-consent = Make these properties
start-consent-without = Without them flows run, too, but order numbers, stock and VAT numbers are not sent.
start-wishes = Anything special?
start-wishes-hint = Our experts read this. The flows work without it.
ask-yes = Yes
ask-no = No
ask-payment-statuses = Which orders are sent?
ask-payment-statuses-why = Why we ask: most want a deal only once it is paid.
ask-stage = Where do new deals stand?
ask-stage-why = Why we ask: your pipelines and stages are your own. A paid order is usually a won deal.
ask-stage-none = As new deals
ask-stage-on-hold = Where does a deal go whose order is on hold?
ask-stage-shipped = Where does a deal go whose order is shipped?
ask-stage-cancelled = Where does a deal go whose order is cancelled?
ask-stage-of-why = Why we ask: only you know what this status means in your pipeline.
ask-prices = Amounts on deals
ask-prices-why = Why we ask: reports in HubSpot should say the same as your books.
ask-prices-incl = With VAT
ask-prices-excl = Without VAT
ask-one-price = The one price of a product
ask-one-price-why = Why we ask: HubSpot holds one price a product.
ask-default-customer = Contact for guests without an e-mail address
ask-default-customer-why = E-mail address of a contact in HubSpot. Empty: such deals have no contact.
ask-default-customer-mistake = There is no contact with this e-mail address in { $system }.
ask-update-customers = Should an order bring its customer up to date?
ask-update-customers-why = Why we ask: if your sales team keeps contacts by hand, choose no.
ask-create-products = Should missing products be made?
ask-create-products-why = Why we ask: a line then refers to its product, which reports need.
ask-update = Should records that exist be brought up to date?
ask-update-why = Why we ask: if the other side is kept by hand, choose no.
ask-create = Should missing products be made?
ask-create-why = Why we ask: with no, only products that exist on both sides are kept alike.
ask-default-country = Country of addresses without one
ask-default-country-why = Two letters, such as NL, DE or BE.
ask-default-country-mistake = Enter two letters, such as NL.
ask-invoice-statuses = Which invoices are sent?
ask-invoice-statuses-why = Why we ask: some want only paid ones. None ticked: all are sent.
ask-credit-notes = Credit notes
ask-credit-notes-why = Why we ask: HubSpot has no credit notes; as invoices they would count as turnover.
ask-credit-notes-skip = Leave them out
ask-credit-notes-send = Send them as invoices of that title
ask-invoice-update = Should an invoice be kept up to date?
ask-invoice-update-why = Why we ask: with no, HubSpot does not learn when it is paid.
ask-invoice-prices = Amounts on invoices
ask-invoice-customer-why = E-mail address of a contact in HubSpot. Empty: such invoices have no contact.
ask-tables = Tax codes, payment and shipping methods
ask-tables-why = Read from your shop. Leave a field as it is where the shop's own word will do.
ask-tax-codes = Tax code on each line, by tax rate
ask-tax-codes-why = The code of your accounts. Empty: none is sent.
ask-payment-methods = What payment methods are called on the deal
ask-methods-why = Empty: as in the shop.
ask-shipping-methods = What shipping methods are called on the deal
ask-payment-terms = Payment terms, by payment method
ask-payment-terms-why = Such as “30 days”. Empty: none is sent.
start-test-title = Try it with one record
start-test-lead = First we only show what would happen. Then you may really send this one, and take it back again.
start-choose = Choose a record
start-choose-another = Choose another
start-by-name = Or by order number, e-mail address or SKU
start-no-records = There is nothing in { $system } yet. You can go on; the first record is sent when it comes.
start-record-gone = This record is no longer there.
start-no-such-record = There is no “{ $name }” in { $system }.
start-would-create = Would be created
start-would-update = Would be brought up to date
start-would-skip = Would be skipped
start-would-fail = Would fail
start-would-wait = Waits for its order
start-nothing-written = This is a preview. Nothing was written.
start-came-in = Came in from { $system }
start-as-read = As we read it
start-would-send = Would be sent to { $system }
start-was-sent = Was sent to { $system }
start-now-there = Now in { $system }
start-sends-nothing = Nothing would be sent.
start-did-read = read
start-did-filter = filtered
start-did-look = looked up
start-did-references = customer and products
start-did-map = mapped
start-did-send = sent
start-send = Send this one
start-send-hint = Really writes this record and what it needs. You can take it back.
start-sending = It is being sent.
start-sending-words = This takes a little longer than usual.
start-look-again = Look again
start-sent = It is in { $system }.
start-sent-label = { $label } is in { $system }.
start-sent-skipped = Nothing was sent.
start-sent-failed = It did not get into { $system }.
start-made = Made in { $took }:
start-made-deal = Deal with its line items
start-made-contact = Contact
start-made-contact-company = Contact with its company
start-made-company = Company
start-made-product = Product
start-made-invoice = Invoice with its line items
start-made-customer = Customer
start-gone = removed
start-open-in = Open in { $system }
start-take-back = Take it back
start-taken-back = { $count ->
    [one] Taken back: { $n } record was removed.
   *[other] Taken back: { $n } records were removed.
}
start-was-taken-back = { $label } is no longer in { $system }.
start-as-before = What was there before is as it was.
start-took-back = Taken back
start-not-taken-back = Not all of it could be taken back. Try again; what was removed stays removed.
start-updated-stay = { $count ->
    [one] { $n } record that was there before was brought up to date; it stays.
   *[other] { $n } records that were there before were brought up to date; they stay.
}
start-see-record = See it in the activity log
start-outlook-title = What the first sync would do
start-outlook-words = We read your newest records and reckon how many would be created, and how long it would take. Nothing is written.
start-outlook-do = Reckon it
start-outlook = In { $system }, as far as we can reckon:
start-outlook-created = { $count ->
    [one] about { $n } record would be created
   *[other] about { $n } records would be created
}
start-outlook-updated = { $count ->
    [one] about { $n } that is there would be brought up to date
   *[other] about { $n } that are there would be brought up to date
}
start-outlook-skipped = { $count ->
    [one] about { $n } would be skipped
   *[other] about { $n } would be skipped
}
start-outlook-doubtful = { $count ->
    [one] about { $n } needs a look first
   *[other] about { $n } need a look first
}
start-outlook-none = There is nothing to sync yet.
start-outlook-customers-there = { $count ->
    [one] { $n } customer of these records is there already
   *[other] { $n } customers of these records are there already
}
start-outlook-customers-new = { $count ->
    [one] { $n } customer of these records would be made
   *[other] { $n } customers of these records would be made
}
start-outlook-doubts = Of the records we read, these need a look first:
start-doubt-no-customer = has no e-mail address, so its deal would have no contact
start-doubt-same-email = has the same e-mail address as { $other }; both become one contact
start-doubt-same-sku = has the same SKU as { $other }; both become one product
start-doubt-fails = would fail: { $why }
start-outlook-calls = { $count ->
    [one] It takes about { $n } call to both systems
   *[other] It takes about { $n } calls to both systems
}
start-outlook-minutes = { $count ->
    [one] and about { $n } minute.
   *[other] and about { $n } minutes.
}
start-outlook-basis = { $count ->
    [one] Reckoned from the newest record of { $records } since 1 January.
   *[other] Reckoned from the { $n } newest of { $records } records since 1 January.
}
start-outlook-short = { $count ->
    [one] about { $n } to create
   *[other] about { $n } to create
}
start-test-optional = You need not try it to go on.
start-done-title = All is ready
start-done-lead = These flows begin to work with the button below.
start-when = From when on?
start-when-now = From now on
start-when-now-hint = Only what changes from this moment.
start-when-past = Also the past
start-when-past-hint = What changed since the day below is sent, too, behind live changes.
start-since = Since
start-since-mistake = Enter a day.
start-since-future = This day has not come yet.
start-trial = Your 14 free days begin with this button and end on { $day }. No card is needed.
start-begin = Begin
start-begun = Your flows run. Your trial ends on { $day }.
start-is-done = Your flows have begun.
start-left-out = would be left out
