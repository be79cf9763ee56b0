//! The tenant as Stripe's customer: made once, kept as the merchant says who they are.

use domain::{TenantId, UserId};
use serde_json::Value as Json;
use store::{
    subscriptions::{self, Account},
    tenants, users,
};

use crate::{
    BillingError, Till,
    stripe::{Form, Stripe},
    vat::{self, Vat},
};

impl Till {
    /// Stripe's id of the tenant's customer, with name, country and VAT number as we know them.
    pub(crate) async fn customer(
        &self,
        tenant: TenantId,
        by: Option<UserId>,
    ) -> Result<String, BillingError> {
        let stripe = self.stripe()?;
        let mut tx = self.store.system().await?;
        let name = tenants::find(&mut tx, tenant).await?.map(|tenant| tenant.name);
        let buyer = match by {
            Some(by) => users::find(&mut tx, by).await?,
            None => None,
        };
        tx.commit().await?;
        let mut tx = self.store.begin(tenant).await?;
        let account = subscriptions::account(&mut tx).await?;
        tx.commit().await?;
        let mut form = described(&account, &name.unwrap_or_default());
        let customer = match &account.customer {
            Some(customer) => {
                stripe.post(&format!("customers/{customer}"), &form, None).await?;
                customer.clone()
            }
            None => {
                form.push(("metadata[tenant_id]", tenant.to_string()));
                if let Some(buyer) = buyer {
                    form.push(("email", buyer.email));
                    form.push((
                        "preferred_locales[0]",
                        buyer.preferences.language.code().to_owned(),
                    ));
                }
                let made = stripe
                    .post("customers", &form, Some(&format!("customer-{tenant}")))
                    .await?;
                let mut tx = self.store.begin(tenant).await?;
                let id = made["id"].as_str().unwrap_or_default();
                let kept = subscriptions::set_customer(&mut tx, id).await?;
                tx.commit().await?;
                kept
            }
        };
        keep_vat_number(stripe, &customer, account.vat_number.as_deref()).await?;
        Ok(customer)
    }

    /// Tells Stripe who pays, if it knows the tenant already; else it is told when something is bought.
    ///
    /// # Errors
    /// Stripe's and the store's trouble.
    pub async fn tell_account(&self, tenant: TenantId) -> Result<(), BillingError> {
        let mut tx = self.store.begin(tenant).await?;
        let account = subscriptions::account(&mut tx).await?;
        tx.commit().await?;
        if account.customer.is_some() && self.is_set_up() {
            self.customer(tenant, None).await?;
        }
        Ok(())
    }
}

fn described(account: &Account, tenant_name: &str) -> Form<'static> {
    let name = if account.company.is_empty() {
        tenant_name
    } else {
        &account.company
    };
    let vat = Vat::of(&account.country, account.vat_number.is_some());
    let exempt = if vat == Vat::ReverseCharge {
        "reverse"
    } else {
        "none"
    };
    vec![
        ("name", name.to_owned()),
        ("address[country]", account.country.clone()),
        ("tax_exempt", exempt.to_owned()),
    ]
}

/// Makes Stripe know this VAT number and no other.
async fn keep_vat_number(stripe: &Stripe, customer: &str, number: Option<&str>) -> Result<(), BillingError> {
    let path = format!("customers/{customer}/tax_ids");
    let known = stripe.get(&path, &Form::new()).await?;
    let mut is_known = false;
    for tax in known["data"].as_array().into_iter().flatten() {
        if tax["value"].as_str() == number {
            is_known = true;
        } else if let Json::String(id) = &tax["id"] {
            stripe.delete(&format!("{path}/{id}")).await?;
        }
    }
    match number {
        Some(number) if !is_known && vat::has_union_letters(number) => {
            let form = vec![("type", "eu_vat".to_owned()), ("value", number.to_owned())];
            stripe
                .post(&path, &form, Some(&format!("tax-{customer}-{number}")))
                .await?;
            Ok(())
        }
        _ => Ok(()),
    }
}
