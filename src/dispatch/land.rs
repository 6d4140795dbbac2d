//! Brings the integration branch into the checkout of the user, when they ask for it.
