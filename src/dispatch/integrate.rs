#![expect(missing_docs,unused)]
use std::path::*; use anyhow::Result; use crate::queue::{OrderId,Held}; use crate::git::program::Git; use super::worktree::Place;
pub enum Gate{Pass,Fail(String)}
pub enum Landing{Landed(String),Already(String),Conflict{files:Vec<String>,text:String},GateFailed(String),HookFailed(String),Lost}
pub struct Integration<'a>{pub order:OrderId,pub run:String,pub target:String,pub base:String,pub head:String,pub subject:String,pub trailers:&'a dyn Fn()->Vec<(String,String)>}
pub fn landed(g:&Git,o:&OrderId,b:&str,t:&str)->Result<Option<String>>{todo!()}
pub fn advance(g:&Git,t:&str,o:&str,n:&str)->Result<()>{todo!()}
pub fn integrate(p:&Place,g:&Git,i:&Integration<'_>,tick:&mut dyn FnMut(&Path)->Result<Vec<String>>,gate:&mut dyn FnMut(&Path,&str)->Result<Gate>,held:&mut dyn FnMut()->Result<Held>)->Result<Landing>{todo!()}
pub fn amend_plan(p:&Place,g:&Git,t:&str,s:(&str,&[(String,String)]),tick:&mut dyn FnMut(&Path)->Result<Vec<String>>)->Result<()>{todo!()}
