#![expect(missing_docs,unused)]
use std::path::*; use anyhow::Result; use crate::queue::OrderId; use crate::git::program::Git;
pub struct Place; impl Place { pub fn of(c:&crate::context::Context,w:&crate::workspace::Workspace,b:Option<&Path>)->Result<Self>{todo!()} }
pub struct Worktree{pub path:PathBuf,pub branch:String,pub base:String} impl Worktree{pub fn workspace(&self,p:&str)->PathBuf{todo!()}}
pub enum Committed{Head(String),Refused(String)}
pub fn prepare(a:&Place,b:&Git,c:&OrderId,d:&str,e:&str)->Result<(Worktree,bool)>{todo!()}
pub fn has_work(t:&Worktree)->Result<bool>{todo!()}
pub fn copy_ignored(p:&Place,t:&Worktree,n:&[String])->Result<()>{todo!()}
pub fn forget(p:&Place,g:&Git,t:&Worktree){}
pub fn commit_all(g:&Git,t:&Worktree,m:&str)->Result<Committed>{todo!()}
pub fn drop_protected(g:&Git,t:&Worktree,m:&[String])->Result<Vec<String>>{todo!()}
pub fn forbidden(g:&Git,t:&Worktree)->Result<Vec<String>>{todo!()}
pub fn head(g:&Git,t:&Worktree)->Result<String>{todo!()}
pub fn differs(g:&Git,t:&Worktree)->Result<bool>{todo!()}
pub fn diff(g:&Git,t:&Worktree)->Result<String>{todo!()}
pub fn stat(g:&Git,t:&Worktree)->Result<String>{todo!()}
pub fn discard_changes(g:&Git,t:&Worktree)->Result<()>{todo!()}
pub fn begin_merge(g:&Git,t:&Worktree,x:&str)->Result<()>{todo!()}
pub fn remove_landed(p:&Place,g:&Git,t:&OrderId,x:&str)->Result<()>{todo!()}
